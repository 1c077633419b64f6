/** By which address and transport it is tried next, and after how long: by what is known of the addresses, and what carried last. */
import { waitBefore, wayOf, type Transport, type Way } from "../domain/ways.ts";
import type { Endpoints } from "./endpoints.ts";

export class Route {
  readonly #endpoints: Endpoints;
  /** The addresses as they are tried since the last connection. */
  #urls: readonly string[] = [];
  #tries = 0;
  #preferred: Transport = "websocket";

  constructor(endpoints: Endpoints) {
    this.#endpoints = endpoints;
  }

  get preferred(): Transport {
    return this.#preferred;
  }

  next(): Way {
    if (this.#tries === 0) this.#urls = this.#endpoints.inOrder();
    return wayOf(this.#urls, this.#preferred, this.#tries);
  }

  stands(url: string, transport: Transport): void {
    this.#preferred = transport;
    this.#tries = 0;
    this.#endpoints.stood(url);
  }

  /** It carried us, and does no longer. */
  lost(url: string, transport: Transport): void {
    this.#preferred = transport;
    this.#endpoints.inTrouble(url);
  }

  failed(): void {
    this.#tries++;
  }

  /** From a gateway that is about to stop to the best of the others. */
  leave(url: string | undefined): void {
    if (url !== undefined) this.#endpoints.inTrouble(url);
    this.#tries = 0;
  }

  waitMs(refused: boolean): number {
    return waitBefore(this.#tries, refused, this.#urls.length, Math.random());
  }
}
