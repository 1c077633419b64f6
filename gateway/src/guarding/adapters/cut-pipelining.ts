/** Requests that wait for no answers are taken apart all in one turn, and nobody is heard meanwhile: no browser and no proxy sends them so. */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Counts } from "../app/counts.ts";

const MOST_UNANSWERED = 8;

/** To be called when all else listens already: whoever comes later must look whether the connection is still there. */
export function cutPipelining(http: Server, counts: Counts): void {
  const unanswered = new WeakMap<Socket, number>();
  http.prependListener("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
    const before = unanswered.get(socket) ?? 0;
    unanswered.set(socket, before + 1);
    response.once("close", () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1));
    if (before < MOST_UNANSWERED || socket.destroyed) return;
    counts.add("cut pipelining");
    socket.destroy();
  });
}
