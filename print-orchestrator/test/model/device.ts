/** An agent that keeps its word: an attempt is printed at most once, and never after a promise not to begin. */
import type { FailureCode, Outcome } from "@printermaster/contracts";
import { paper } from "../print-histories.ts";

export interface Offer {
  readonly session: string;
  readonly attempt: number;
}

export class Device {
  readonly id: string;
  generation = 1;
  readonly #spool = new Map<number, "spooled" | "finished">();
  #revokedUpTo = 0;

  constructor(id: string) {
    this.id = id;
  }

  get session(): string {
    return `${this.id}s${this.generation}`;
  }

  /** A repeat is as good as none; what is older than what it knows it refuses. */
  take({ session, attempt }: Offer): void {
    if (session !== this.session || attempt <= this.#revokedUpTo) return;
    if (attempt < Math.max(0, ...this.#spool.keys()) || this.#spool.has(attempt)) return;
    this.#spool.set(attempt, "spooled");
  }

  /** The first attempt that waits, and what came of it. */
  print(how: How): { readonly attempt: number; readonly outcome: Outcome } | undefined {
    for (const [attempt, state] of this.#spool) {
      if (state === "finished" || attempt <= this.#revokedUpTo) continue;
      this.#spool.set(attempt, "finished");
      return { attempt, outcome: outcomes[how] };
    }
    return undefined;
  }

  /** Its promise, unless it has begun. */
  revoke(attempt: number): boolean {
    if (this.#spool.get(attempt) === "finished") return false;
    this.#revokedUpTo = Math.max(this.#revokedUpTo, attempt);
    return true;
  }

  /** Its disk is lost, with all that it promised. */
  wipe(): void {
    this.generation++;
    this.#spool.clear();
    this.#revokedUpTo = 0;
  }
}

/** Whether paper has moved is not told by the outcome: a power cut comes before or after. */
export type How = "printed" | "cut before" | "cut after" | FailureCode;
export const ways = [
  "printed",
  "printer-error",
  "returned",
  "printer-error",
  "cut before",
  "cut after",
  "printer-unreachable",
  "unprintable",
  "expired",
] as const satisfies readonly How[];

export const movesPaper = (how: How): boolean => how === "printed" || how === "cut after";

const cut: Outcome = { result: "unconfirmed", cause: "power cut" };
const failing = (code: FailureCode): Outcome => ({ result: "failed", code, detail: "no" });
const outcomes: Record<How, Outcome> = {
  printed: { result: "completed", ...paper },
  "cut before": cut,
  "cut after": cut,
  expired: failing("expired"),
  ambiguous: failing("ambiguous"),
  "test-failed": failing("test-failed"),
  unprintable: failing("unprintable"),
  "unknown-printer": failing("unknown-printer"),
  "printer-unreachable": failing("printer-unreachable"),
  "printer-error": failing("printer-error"),
  returned: failing("returned"),
};
