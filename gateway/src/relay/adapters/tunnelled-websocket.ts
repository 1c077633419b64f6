/** What engine.io takes for the WebSocket of a client that is connected to another gateway. */
import { EventEmitter } from "node:events";
import { frames, type Tunnel } from "../app/tunnels.ts";

export class TunnelledWebSocket extends EventEmitter {
  readonly #tunnel: Tunnel;

  constructor(tunnel: Tunnel) {
    super();
    this.#tunnel = tunnel;
    tunnel.attach({
      message: ({ type, data }) => {
        const buffer = Buffer.from(data.buffer, data.byteOffset, data.length);
        this.emit("message", buffer, type === frames.binary);
      },
      // Never while engine.io is still busy with its own close: it would take it for the client's.
      ended: () => process.nextTick(() => this.emit("close")),
    });
  }

  send(data: string | Buffer, sent: (error?: Error) => void): void {
    const closed = this.#tunnel.over ? new Error("the tunnel is closed") : undefined;
    if (typeof data === "string") this.#tunnel.send(frames.text, Buffer.from(data));
    else this.#tunnel.send(frames.binary, data);
    process.nextTick(sent, closed);
  }

  close(): void {
    this.#tunnel.close();
  }
}
