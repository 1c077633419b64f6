/** What is known of each gateway: asked now and then, and heard from the connections to it. */
import { pause } from "@printermaster/runtime";
import http from "node:http";
import https from "node:https";
import { inOrder, type Endpoint } from "../domain/endpoints.ts";

const EVERY_MS = 300_000;
const ANSWER_WITHIN_MS = 2000;
/** What the first connection may wait for it. */
const FIRST_LOOK_MS = 400;

export class Endpoints {
  readonly #known: Map<string, Endpoint>;
  readonly #stopped = new AbortController();

  constructor(urls: readonly string[]) {
    this.#known = new Map(urls.map((url) => [url, { url }]));
  }

  all = (): Endpoint[] => [...this.#known.values()];
  of = (url: string): Endpoint | undefined => this.#known.get(url);
  inOrder = (): string[] => inOrder(this.all(), performance.now());

  /** Its connection was lost, or it is about to stop. */
  inTrouble(url: string): void {
    this.#learn({ url, troubleAt: performance.now() });
  }

  stood(url: string): void {
    this.#learn({ url, reachable: true, troubleAt: -Infinity });
  }

  /** With one address there is nothing to choose. */
  async firstLook(): Promise<void> {
    const looked = this.look();
    if (this.#known.size > 1) await Promise.race([looked, pause(FIRST_LOOK_MS)]);
  }

  async watch(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      // Thousands of agents that were started at the same moment ask at different ones.
      await pause(EVERY_MS * (0.75 + Math.random() / 2), signal);
      if (!signal.aborted) await this.look();
    }
  }

  stop(): void {
    this.#stopped.abort();
  }

  async look(): Promise<void> {
    await Promise.all([...this.#known.keys()].map((url) => this.#ask(url)));
  }

  async #ask(url: string): Promise<void> {
    const asked = performance.now();
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    try {
      const status = await statusOf(`${url.replace(/\/+$/, "")}/readyz`, signal);
      this.#learn({ url, latencyMs: performance.now() - asked, reachable: status < 500 });
    } catch {
      this.#learn({ url, reachable: false });
    }
  }

  #learn(news: Endpoint): void {
    this.#known.set(news.url, { ...this.#known.get(news.url), ...news });
  }
}

/** Not by `fetch`, which an idle agent would carry around: eight megabytes. */
function statusOf(address: string, signal: AbortSignal): Promise<number> {
  const { get } = address.startsWith("https:") ? https : http;
  return new Promise((resolve, reject) => {
    const request = get(address, { signal, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on("error", reject);
  });
}
