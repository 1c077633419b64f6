/**
 * Hands on a few messages of a connection in each turn of the event loop: whoever sends hundreds at once waits for
 * everybody else in between. ws knows one a turn, which is too slow for a good client in a hurry: so it is told when.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";

/** A millisecond's work. */
export const MOST_IN_A_TURN = 16;

type Opened = (websocket: WebSocket, request: IncomingMessage) => void;

export class FairWebSockets extends WebSocketServer {
  override handleUpgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    opened: Opened,
  ): void {
    super.handleUpgrade(request, socket, head, (websocket, upgraded) => {
      takeTurns(websocket);
      opened(websocket, upgraded);
    });
  }
}

/** Not public: gateway/test/turns.int.spec.ts would fail without it. */
interface Receiving {
  readonly _receiver: { _allowSynchronousEvents: boolean };
}

function takeTurns(websocket: WebSocket): void {
  // oxlint-disable-next-line no-underscore-dangle -- the library's own name
  const receiver = (websocket as unknown as Receiving)._receiver;
  let heard = 0;
  const nextTurn = () => {
    heard = 0;
    // oxlint-disable-next-line no-underscore-dangle -- the library's own name
    receiver._allowSynchronousEvents = true;
  };
  websocket.on("message", () => {
    if (++heard === 1) setImmediate(nextTurn);
    // oxlint-disable-next-line no-underscore-dangle -- the library's own name
    if (heard >= MOST_IN_A_TURN) receiver._allowSynchronousEvents = false;
  });
}
