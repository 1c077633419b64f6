/**
 * That a print was submitted or dispatched is told to screens with what follows it. The answer to whoever submitted it comes
 * right behind the one, the job itself on its way to the agent right behind the other, and neither must wait for screens.
 */
import { headers } from "@printermaster/contracts";
import type { Msg } from "@nats-io/transport-node";

/** Nobody sees it; where the printer is free, the next step follows sooner. */
const TOGETHER_MS = 5;

type Tell = (message: Msg, heardAt: Date) => void;

export interface Ear {
  /** All that one process hears, or what is told would be out of order. */
  readonly hear: (message: Msg, tell: Tell) => void;
  readonly close: () => void;
}

export function toldTogether(now: () => Date): Ear {
  let waiting: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;
  const close = () => {
    clearTimeout(timer);
    timer = undefined;
    waiting = [];
  };
  const tellAll = () => {
    const all = waiting;
    close();
    for (const tell of all) tell();
  };
  return {
    hear(message, tell) {
      const heardAt = now();
      waiting.push(() => tell(message, heardAt));
      if (!isSoonFollowed(message)) tellAll();
      else timer ??= setTimeout(tellAll, TOGETHER_MS);
    },
    close,
  };
}

const isSoonFollowed = ({ headers: about }: Msg): boolean => {
  const type = about?.get(headers.type);
  return type === "PrintSubmitted" || type === "PrintDispatched";
};
