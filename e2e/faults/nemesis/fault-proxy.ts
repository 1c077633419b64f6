/** Stands in a link, and treats it as networks do. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

export type Toxic =
  | { readonly kind: "latency"; readonly ms: number }
  | { readonly kind: "bandwidth"; readonly bytesPerSecond: number }
  /** In pieces of so many bytes, each a packet of its own. */
  | { readonly kind: "slice"; readonly bytes: number }
  /** Nothing gets through, and nobody is told; afterwards it goes on, as TCP sends again. */
  | { readonly kind: "black-hole" }
  /** The far end is gone, and the near one does not know. */
  | { readonly kind: "half-open" }
  /** Every connection breaks, and each new one too. */
  | { readonly kind: "reset" };

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  severed: boolean;
}

export class FaultProxy {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #toxic: Toxic | undefined;
  #healed = Promise.withResolvers<void>();

  private constructor(host: string, port: number) {
    this.#server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
      if (this.#toxic?.kind === "reset") return near.resetAndDestroy();
      this.#join(near, connect({ host, port, noDelay: true, allowHalfOpen: true }));
    });
  }

  static async open(host: string, port: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(host, port);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  poison(toxic: Toxic): void {
    this.heal();
    this.#toxic = toxic;
    this.#healed = Promise.withResolvers<void>();
    if (toxic.kind === "reset") this.#breakAll();
    if (toxic.kind === "half-open")
      for (const pair of this.#pairs) {
        pair.severed = true;
        pair.far.destroy();
      }
  }

  heal(): void {
    this.#toxic = undefined;
    this.#healed.resolve();
    for (const { near, severed } of this.#pairs) if (severed) near.resetAndDestroy();
  }

  close(): void {
    this.heal();
    this.#server.close();
    this.#breakAll();
  }

  #breakAll(): void {
    for (const { near, far } of this.#pairs) for (const end of [near, far]) end.resetAndDestroy();
  }

  #join(near: Socket, far: Socket): void {
    const pair: Pair = { near, far, severed: false };
    this.#pairs.add(pair);
    for (const end of [near, far]) end.on("error", () => {});
    const forth = this.#pump(pair, near, far);
    const back = this.#pump(pair, far, near);
    void Promise.allSettled([forth, back]).then(() => this.#pairs.delete(pair));
  }

  async #pump(pair: Pair, from: Socket, to: Socket): Promise<void> {
    let broke = false;
    try {
      for await (const chunk of from) {
        if (!pair.severed) await this.#pass(chunk as Buffer, to);
      }
    } catch {
      broke = true;
    }
    if (this.#toxic?.kind === "black-hole") await this.#healed.promise;
    if (pair.severed) return void (from === pair.near && from.destroy());
    if (broke || from.errored) to.resetAndDestroy();
    else to.end();
  }

  async #pass(chunk: Buffer, to: Socket): Promise<void> {
    const toxic = this.#toxic;
    if (toxic?.kind === "black-hole") await this.#healed.promise;
    if (toxic?.kind === "latency") await this.#atMost(toxic.ms);
    if (toxic?.kind === "bandwidth")
      await this.#atMost((chunk.length * 1000) / toxic.bytesPerSecond);
    const step = toxic?.kind === "slice" ? toxic.bytes : chunk.length;
    for (let start = 0; start < chunk.length; start += step) {
      await this.#write(chunk.subarray(start, start + step), to);
      if (step < chunk.length) await this.#atMost(1);
    }
  }

  async #write(bytes: Buffer, to: Socket): Promise<void> {
    if (to.destroyed || to.write(bytes)) return;
    await Promise.race([once(to, "drain"), once(to, "close")]);
  }

  /** What is healed goes on at once. */
  async #atMost(ms: number): Promise<void> {
    const timer = new AbortController();
    const { signal } = timer;
    await Promise.race([wait(ms, undefined, { signal }).catch(() => {}), this.#healed.promise]);
    timer.abort();
  }
}
