/** When its gateway is about to stop, the page opens another connection before it closes this one: nobody is to see it. */
import { serverEvents, type ServerDraining } from "@printermaster/contracts";
import type { Socket } from "socket.io-client";

const MOVE_AGAIN_MS = 300;

/** What was asked and not answered yet: the connection it was asked on stays for so long. */
const asked = new Set<Promise<unknown>>();

export function keepsItsSocket<T>(answer: Promise<T>): Promise<T> {
  asked.add(answer);
  return answer.finally(() => asked.delete(answer));
}

/** `stand` is told of each connection that is to be used from now on. Returns what ends the last one. */
export function standAndMove(
  open: () => Socket,
  stand: (on: Socket, moved: boolean) => void,
): () => Socket {
  let current = open();
  let ended = false;

  const standOn = (on: Socket, moved: boolean): void => {
    current = on;
    on.on(serverEvents.draining, ({ withinMs }: ServerDraining) =>
      setTimeout(() => move(on), withinMs * Math.random()),
    );
    stand(on, moved);
  };

  const move = (from: Socket): void => {
    if (ended || current !== from || !from.connected) return;
    const next = open();
    const again = (): void => {
      next.disconnect();
      setTimeout(() => move(from), MOVE_AGAIN_MS * (1 + Math.random()));
    };
    next.once("connect_error", again);
    next.once("connect", () => {
      next.off("connect_error", again);
      if (ended || current !== from) return void next.disconnect();
      from.removeAllListeners();
      standOn(next, true);
      void Promise.allSettled(asked).then(() => from.disconnect());
    });
  };

  standOn(current, false);
  return () => {
    ended = true;
    current.removeAllListeners();
    return current.disconnect();
  };
}
