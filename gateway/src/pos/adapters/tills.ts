/** The tills of this instance: who looks at which branch, who is still there, and how they are handed over. */
import type { ServerDraining } from "@printermaster/contracts";
import type { Clients } from "../../draining/app/drain.ts";
import type { PosPrincipal } from "../../domain/principal.ts";
import type { Audience } from "../../live/adapters/audience.ts";
import type { Till } from "./till.ts";

/** As for everybody else: who is silent for longer than both together is gone. */
const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 4000;

export class Tills implements Audience {
  readonly #tills = new Map<string, Till>();
  readonly #rooms = new Map<string, Set<Till>>();
  readonly #timer: NodeJS.Timeout;
  readonly #now: () => Date;
  #opened: (room: string) => void = () => undefined;
  #closed: (room: string) => void = () => undefined;

  constructor(now: () => Date) {
    this.#now = now;
    this.#timer = setInterval(() => this.#lookAfter(), PING_EVERY_MS);
  }

  onRooms(opened: (room: string) => void, closed: (room: string) => void): void {
    this.#opened = opened;
    this.#closed = closed;
  }

  add(till: Till): void {
    this.#tills.set(till.id, till);
    for (const room of till.rooms()) {
      const others = this.#rooms.get(room);
      this.#rooms.set(room, (others ?? new Set()).add(till));
      if (!others) this.#opened(room);
    }
    till.onGone(() => this.#remove(till));
  }

  find(id: string): Till | undefined {
    return this.#tills.get(id);
  }

  inRoom(room: string): readonly Till[] {
    return [...(this.#rooms.get(room) ?? [])];
  }

  tell(ids: readonly string[], event: string, body: unknown, offset?: string): void {
    const text = JSON.stringify({ ...(body as object), type: event, offset });
    for (const id of ids) this.#tills.get(id)?.send(text);
  }

  ofKey(keyId: string): readonly Till[] {
    return [...this.#tills.values()].filter(({ pos }) => pos.id === keyId);
  }

  /** Their keys count no longer. */
  close(isOver: (pos: PosPrincipal) => boolean): void {
    for (const till of this.#tills.values()) if (isOver(till.pos)) till.close("unauthenticated");
  }

  clients(refuseNew: () => void): Clients {
    const all = () => [...this.#tills.values()].filter((till) => till.isOpen());
    return {
      refuseNew,
      untold: () =>
        all()
          .filter(({ told }) => !told)
          .map((till) => ({
            tellToMove(withinMs) {
              till.told = true;
              till.say("server:draining", { withinMs } satisfies ServerDraining);
            },
          })),
      connections: () => all().map((till) => ({ close: () => till.close("restart") })),
    };
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const till of this.#tills.values()) till.terminate();
  }

  #remove(till: Till): void {
    this.#tills.delete(till.id);
    for (const room of till.rooms()) {
      const left = this.#rooms.get(room);
      left?.delete(till);
      if (left?.size !== 0) continue;
      this.#rooms.delete(room);
      this.#closed(room);
    }
  }

  #lookAfter(): void {
    const now = this.#now().toISOString();
    this.close(({ expiresAt = now }) => expiresAt < now);
    const asked = [...this.#tills.values()];
    for (const till of asked) till.ping();
    setTimeout(() => {
      for (const till of asked) if (!till.alive) till.terminate();
    }, PONG_WITHIN_MS).unref();
  }
}
