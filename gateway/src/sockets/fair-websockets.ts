/** Hands on one message of a connection in each turn of the event loop: whoever sends hundreds at once waits for everybody else in between. */
import { WebSocketServer, type ServerOptions } from "ws";

export class FairWebSockets extends WebSocketServer {
  constructor(options: ServerOptions) {
    super({ ...options, allowSynchronousEvents: false });
  }
}
