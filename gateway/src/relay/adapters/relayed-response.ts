/** What engine.io takes for the response to a relayed request; it is collected and goes back as one answer. */
import { Writable } from "node:stream";
import type { RelayedAnswer } from "@printermaster/contracts";

type HeaderValue = RelayedAnswer["headers"][string];
type Done = (answer: RelayedAnswer, body: Uint8Array) => void;

export class RelayedResponse extends Writable {
  statusCode = 200;
  readonly #headers: Record<string, HeaderValue> = {};
  readonly #chunks: Buffer[] = [];
  readonly #done: Done;

  constructor(done: Done) {
    super();
    this.#done = done;
  }

  writeHead(status: number, headers: Readonly<Record<string, HeaderValue>> = {}): this {
    this.statusCode = status;
    Object.assign(this.#headers, headers);
    return this;
  }

  setHeader(name: string, value: HeaderValue): this {
    this.#headers[name] = value;
    return this;
  }

  getHeader(name: string): HeaderValue | undefined {
    return this.#headers[name];
  }

  removeHeader(name: string): void {
    delete this.#headers[name];
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, next: () => void): void {
    this.#chunks.push(chunk);
    next();
  }

  override _final(finished: () => void): void {
    const body = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#done({ status: this.statusCode, headers: this.#headers }, body ?? Buffer.alloc(0));
    finished();
  }
}
