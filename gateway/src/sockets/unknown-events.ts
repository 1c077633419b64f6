/** Events that nobody listens to are answered as such; otherwise whoever misspells one would wait in vain. */
import { refused } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import type { Counts } from "../guarding/app/counts.ts";
import { eventParts } from "./event-parts.ts";
import type { PrintingSocket } from "./printing-socket.ts";

/** Gives what tells it that this socket has a handler for that event. */
export function unknownEvents(counts: Counts, log: Log) {
  const handled = new WeakMap<PrintingSocket, Set<string>>();

  const watch = (socket: PrintingSocket): Set<string> => {
    const events = new Set<string>();
    handled.set(socket, events);
    socket.use(([event, ...received], next) => {
      if (events.has(event)) return next();
      counts.add("unknown-event");
      eventParts(received, log).acknowledge(refused("unknown-event"));
    });
    return events;
  };

  return (socket: PrintingSocket, event: string): void => {
    (handled.get(socket) ?? watch(socket)).add(event);
  };
}
