/** The exchanges that this gateway began and that wait for their answer. */
import { RelayedAnswer, type RelayedRequest } from "@printermaster/contracts";
import { opened, sealed } from "../domain/envelope.ts";
import { Joiner } from "../domain/slices.ts";
import type { Link } from "./ports.ts";

/** Without an answer: nobody is there, there was no time left, or we stopped caring. */
export type Reply = { readonly answer: RelayedAnswer; readonly body: Uint8Array } | Unanswered;
export type Unanswered = "gone" | "late" | "canceled";

export interface Asked {
  readonly kind: "poll" | "upgrade";
  readonly owner: string;
  readonly request: RelayedRequest;
  readonly body: Uint8Array;
  readonly withinMs: number;
}

interface Open extends Asked {
  readonly joiner: Joiner;
  readonly timer: NodeJS.Timeout;
  readonly settle: (reply: Reply) => void;
}

export class Questions {
  readonly #link: Link;
  readonly #meet: (owner: string) => void;
  readonly #open = new Map<string, Open>();

  /** From `meet` on, an owner is watched. */
  constructor(link: Link, meet: (owner: string) => void) {
    this.#link = link;
    this.#meet = meet;
  }

  get size(): number {
    return this.#open.size;
  }

  owners(): string[] {
    return [...this.#open.values()].map(({ owner }) => owner);
  }

  ask(id: string, asked: Asked): Promise<Reply> {
    const { kind, owner, request, body, withinMs } = asked;
    if (!this.#link.up) return Promise.resolve("gone");
    this.#meet(owner);
    return new Promise((settle) => {
      const timer = setTimeout(() => this.cancel(id, "late"), withinMs);
      this.#open.set(id, { ...asked, joiner: new Joiner(), timer, settle });
      this.#link.send(owner, kind, id, sealed({ head: request, body }));
    });
  }

  hear(id: string, slice: Uint8Array): void {
    const message = this.#open.get(id)?.joiner.join(slice);
    if (!message || message === "incomplete") return;
    this.#settle(id, message === "lost" ? "gone" : replyIn(message.data));
  }

  nobodyThere(id: string): string | undefined {
    return this.#settle(id, "gone")?.owner;
  }

  /** Tells the owner too: it must not keep what was asked for a client that is gone. */
  cancel(id: string, why: "late" | "canceled" = "canceled"): void {
    const question = this.#settle(id, why);
    if (question) this.#link.send(question.owner, "cancel", id, new Uint8Array());
  }

  /** Says how many. */
  lose(owner: string): number {
    const lost = [...this.#open].filter(([, question]) => question.owner === owner);
    for (const [id] of lost) this.#settle(id, "gone");
    return lost.length;
  }

  /** Asks for an end of the polls that wait here, with nothing lost: their clients come back, to any of us. */
  releaseAll(): void {
    for (const [id, { kind, owner }] of this.#open)
      if (kind === "poll") this.#link.send(owner, "release", id, new Uint8Array());
  }

  #settle(id: string, reply: Reply): Open | undefined {
    const question = this.#open.get(id);
    if (!question) return undefined;
    this.#open.delete(id);
    clearTimeout(question.timer);
    question.settle(reply);
    return question;
  }
}

function replyIn(bytes: Uint8Array): Reply {
  const envelope = opened(bytes);
  const answer = RelayedAnswer.safeParse(envelope?.head);
  return envelope && answer.success ? { answer: answer.data, body: envelope.body } : "gone";
}
