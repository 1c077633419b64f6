/** What engine.io takes for the request of a client that is connected to another gateway. */
import { Readable } from "node:stream";
import type { RelayedRequest as Head } from "@printermaster/contracts";

export class RelayedRequest extends Readable {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connection: { readonly remoteAddress: string };
  /** Called when engine.io ends the request without an answer. */
  dropped: () => void = () => {};

  constructor({ method, url, headers, address }: Head, body: Uint8Array) {
    // By itself it would emit "close" after its end, which engine.io takes for a client that has gone.
    super({ autoDestroy: false, emitClose: false });
    this.method = method;
    this.url = url;
    this.headers = headers;
    this.connection = { remoteAddress: address };
    if (body.length > 0) this.push(Buffer.from(body.buffer, body.byteOffset, body.length));
    this.push(null);
  }

  /** Of the session that it names. */
  get sid(): string {
    return new URL(this.url, "http://relay").searchParams.get("sid") ?? "";
  }

  override _read(): void {}

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    done(error);
    this.clientGone();
    this.dropped();
  }

  clientGone(): void {
    this.emit("close");
  }
}
