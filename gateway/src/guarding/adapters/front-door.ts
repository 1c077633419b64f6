/** Who may make a connection at all: asked before anybody looks at a credential. */
import type { IncomingMessage } from "node:http";
import { AGENT_CALLS, refusal, type Refusal } from "@printermaster/contracts";
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
    const whose = address === undefined ? {} : { address };
    return guard.refusalOf("handshake", whose, { first: isAgents(request) });
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

/** Anybody may say so: it opens the door while it is closed to others, and no other limit. */
function isAgents({ url = "" }: IncomingMessage): boolean {
  const asked = new URLSearchParams(url.split("?", 2)[1]);
  return Object.entries(AGENT_CALLS).every(([name, value]) => asked.get(name) === value);
}
