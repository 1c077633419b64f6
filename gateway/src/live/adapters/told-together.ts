/**
 * That a print was submitted is told to screens with what follows it: the answer to whoever submitted it comes right
 * behind this event, and must not wait for them.
 */
import { headers } from "@printermaster/contracts";
import type { Msg } from "@nats-io/transport-node";

/** Nobody sees it; where the printer is free, the job's dispatch follows sooner. */
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

const isSoonFollowed = ({ headers: about }: Msg): boolean =>
  about?.get(headers.type) === "PrintSubmitted";
