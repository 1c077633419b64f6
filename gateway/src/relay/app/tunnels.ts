/** WebSockets whose client hangs on one gateway and whose session lives in another: the same tunnel, seen from either end. */
import { Joiner, Slicer, type Message } from "../domain/slices.ts";
import { beganBy } from "./exchange-ids.ts";
import type { Link } from "./ports.ts";

export const frames = { text: 1, binary: 2, close: 3 } as const;

export interface TunnelEnd {
  readonly message: (message: Message) => void;
  /** Once, whoever closed it and however it ended. */
  readonly ended: () => void;
}

export class Tunnel {
  readonly id: string;
  readonly peer: string;
  readonly #link: Link;
  readonly #left: () => void;
  readonly #slicer = new Slicer();
  readonly #joiner = new Joiner();
  readonly #early: Message[] = [];
  #end: TunnelEnd | undefined;
  #over = false;

  constructor(id: string, peer: string, link: Link, left: () => void) {
    this.id = id;
    this.peer = peer;
    this.#link = link;
    this.#left = left;
  }

  get over(): boolean {
    return this.#over;
  }

  attach(end: TunnelEnd): void {
    this.#end = end;
    for (const message of this.#early.splice(0)) end.message(message);
    if (this.#over) end.ended();
  }

  send(type: number, data: Uint8Array): void {
    if (this.#over) return;
    for (const slice of this.#slicer.slices({ type, data }, this.#link.mostBytes))
      this.#link.send(this.peer, "tunnel", this.id, slice);
  }

  /** Tells the owner that the gateway which its client reaches will stop. */
  leave(): void {
    this.#link.send(this.peer, "leaving", this.id, new Uint8Array());
  }

  /** From this end; the other one is told. */
  close(): void {
    this.send(frames.close, new Uint8Array());
    this.collapse();
  }

  /** The other end is not told: it knows, or it is no more. */
  collapse(): void {
    if (this.#over) return;
    this.#over = true;
    this.#left();
    this.#end?.ended();
  }

  /** Says whether the tunnel held. */
  hear(slice: Uint8Array): boolean {
    const message = this.#joiner.join(slice);
    if (message === "incomplete") return true;
    if (message === "lost") this.close();
    else if (message.type === frames.close) this.collapse();
    else if (this.#end) this.#end.message(message);
    else this.#early.push(message);
    return message !== "lost";
  }
}

export class Tunnels {
  readonly #link: Link;
  readonly #open = new Map<string, Tunnel>();

  constructor(link: Link) {
    this.#link = link;
  }

  get size(): number {
    return this.#open.size;
  }

  peers(): string[] {
    return [...this.#open.values()].map(({ peer }) => peer);
  }

  /** `left` is called once, when the tunnel is no more. */
  open(id: string, peer: string, left: () => void = () => {}): Tunnel {
    const tunnel = new Tunnel(id, peer, this.#link, () => (this.#open.delete(id), left()));
    this.#open.set(id, tunnel);
    return tunnel;
  }

  /** Says whether the tunnel held. */
  hear(id: string, slice: Uint8Array): boolean {
    return this.#open.get(id)?.hear(slice) ?? true;
  }

  /** Says how many. */
  lose(peer: string): number {
    const lost = [...this.#open.values()].filter((tunnel) => tunnel.peer === peer);
    for (const tunnel of lost) tunnel.collapse();
    return lost.length;
  }

  /** Those whose clients hang on this gateway. */
  ofClientsHere(): Tunnel[] {
    return [...this.#open.values()].filter(({ id }) => beganBy(id) === this.#link.self);
  }

  closeAll(): void {
    for (const tunnel of this.#open.values()) tunnel.close();
  }
}
