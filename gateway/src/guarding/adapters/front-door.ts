/** Who may make a connection at all: asked before anybody looks at a credential. */
import type { IncomingMessage } from "node:http";
import { refusal, type Refusal } from "@printermaster/contracts";
import type { Guard } from "../app/guard.ts";
import { networkOf } from "../domain/network.ts";
import { isWelcome } from "../domain/origins.ts";
import { Tally } from "../domain/tally.ts";

export interface FrontDoorDeps {
  readonly guard: Guard;
  readonly origins: readonly string[];
  readonly addressOf: (request: IncomingMessage) => string;
  /** Such an address is a proxy's that does not say for whom: a limit on it would be one on everybody. */
  readonly isProxy: (address: string) => boolean;
  readonly mostPerAddress: number;
}

export class FrontDoor {
  readonly #deps: FrontDoorDeps;
  readonly #open = new Tally();

  constructor(deps: FrontDoorDeps) {
    this.#deps = deps;
  }

  /** For the first request of a connection, whatever its protocol. */
  refusalOf(request: IncomingMessage): Refusal | undefined {
    const { guard, mostPerAddress } = this.#deps;
    const foreign = this.foreignOrigin(request);
    if (foreign) return foreign;
    const address = this.clientOf(request);
    if (address !== undefined && this.#open.of(address) >= mostPerAddress) {
      guard.counts.add("too-many-connections address");
      return refusal("too-many-connections", { scope: "address", retryAfterSeconds: 5 });
    }
    return guard.refusalOf("handshake", address === undefined ? {} : { address });
  }

  foreignOrigin({ headers }: IncomingMessage): Refusal | undefined {
    const { guard, origins } = this.#deps;
    if (isWelcome(headers.origin, headers.host, origins)) return undefined;
    guard.counts.add("foreign-origin");
    return refusal("foreign-origin");
  }

  /** Its network, for counting; `undefined` where it cannot be told. */
  clientOf(request: IncomingMessage): string | undefined {
    const address = this.#deps.addressOf(request);
    return this.#deps.isProxy(address) ? undefined : networkOf(address);
  }

  /** Gives what must be called when the connection is over. */
  opened(request: IncomingMessage): () => void {
    const address = this.clientOf(request);
    return address === undefined ? () => undefined : this.#open.add(address);
  }
}
