/** How many connections one credential has here, over all namespaces and tills. */
import { refusal, type ErrorCode, type Refusal } from "@printermaster/contracts";
import type { Client } from "../../domain/principal.ts";
import type { PrintingNamespace } from "../../sockets/printing-socket.ts";
import { scopesOf, type Guard } from "../app/guard.ts";
import { Tally } from "../domain/tally.ts";

export type MostClients = Readonly<Partial<Record<string, number>>>;

export class Clients {
  readonly #tally = new Tally();
  readonly #most: MostClients;
  readonly #guard: Guard;

  constructor(most: MostClients, guard: Guard) {
    this.#most = most;
    this.#guard = guard;
  }

  /** To be called when the namespace's own admission is in place, which says who somebody is. */
  watch(namespace: PrintingNamespace): void {
    namespace.use(({ data }, next) => {
      const refused = this.refusalOf(data.principal);
      next(refused && refusedConnection(refused));
    });
    namespace.on("connection", (socket) => {
      socket.once("disconnect", this.opened(socket.data.principal));
    });
  }

  /** Of one more connection. */
  refusalOf(known: Client): Refusal | undefined {
    const scopes = scopesOf(known);
    return this.#overrun(Object.entries(scopes)) ?? this.#guard.refusalOf("attach", scopes);
  }

  /** Gives what must be called when the connection is over. */
  opened(known: Client): () => void {
    const closed = Object.entries(scopesOf(known)).map(([scope, who]) =>
      this.#tally.add(`${scope} ${who}`),
    );
    return () => closed.forEach((one) => one());
  }

  #overrun(scopes: readonly (readonly [string, string])[]): Refusal | undefined {
    for (const [scope, who] of scopes) {
      if (this.#tally.of(`${scope} ${who}`) < (this.#most[scope] ?? Infinity)) continue;
      this.#guard.counts.add(`too-many-connections ${scope}`);
      return refusal(CODE, { scope, retryAfterSeconds: 5 });
    }
    return undefined;
  }
}

const CODE: ErrorCode = "too-many-connections";

const refusedConnection = (data: Refusal): Error => Object.assign(new Error(data.code), { data });
