/** Finished spans on their way out over the socket. Without a connection the last batches are kept, for later. */

const KEPT_BATCHES = 200;

export class SpanRelay {
  readonly #ready: () => boolean;
  readonly #send: (batch: unknown) => Promise<void>;
  readonly #batches: unknown[] = [];
  #draining: Promise<void> | undefined;

  constructor(ready: () => boolean, send: (batch: unknown) => Promise<void>) {
    this.#ready = ready;
    this.#send = send;
  }

  /** Takes one OTLP/JSON body, as the exporter makes it. */
  readonly deliver = (otlpJson: Uint8Array): Promise<void> => {
    this.#batches.push(JSON.parse(Buffer.from(otlpJson).toString("utf8")));
    if (this.#batches.length > KEPT_BATCHES) this.#batches.shift();
    return this.drain();
  };

  drain(): Promise<void> {
    this.#draining ??= this.#drain().finally(() => (this.#draining = undefined));
    return this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#ready()) {
      const batch = this.#batches.shift();
      if (batch === undefined) return;
      try {
        await this.#send(batch);
      } catch {
        // Unanswered on a living connection: sent again it would only be unanswered again.
        if (!this.#ready()) this.#batches.unshift(batch);
      }
    }
  }
}
