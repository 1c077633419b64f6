/** After the last byte: how far up the ladder of proof this printer's answers lead. */
import type { PrintResult, Ticket } from "../app/ports.ts";
import { processIdCommand } from "../domain/process-ids.ts";
import { owesProof, proved } from "../domain/printer-traits.ts";
import { AUTOMATIC_ON, FENCE, stopsPrinting } from "../domain/status-bytes.ts";
import type { Acquaintance } from "./acquaintance.ts";
import type { RawConnection } from "./raw-connection.ts";
import type { RawLimits } from "./raw-limits.ts";

/** A slow head prints about 20 KB of text a second. */
const BYTES_A_SECOND = 20_000;

export class ProofOfPrint {
  readonly #connection: RawConnection;
  readonly #printer: Acquaintance;
  readonly #limits: Pick<RawLimits, "fenceMs" | "pollMs">;
  readonly #id: string | undefined;
  #asksAgainAt = 0;
  #lastTold: readonly string[] | undefined;

  constructor(
    connection: RawConnection,
    printer: Acquaintance,
    limits: Pick<RawLimits, "fenceMs" | "pollMs">,
  ) {
    this.#connection = connection;
    this.#printer = printer;
    this.#limits = limits;
    this.#id = printer.traits.probed?.processIds ? printer.nextId() : undefined;
  }

  /** Right behind the ticket. */
  ask(): void {
    const { automatic } = this.#printer.traits.probed ?? {};
    this.#connection.sendForProof(
      Buffer.concat([
        automatic ? AUTOMATIC_ON : Buffer.of(),
        this.#id === undefined ? Buffer.of() : processIdCommand(this.#id),
        FENCE,
      ]),
    );
  }

  async result(ticket: Ticket): Promise<PrintResult> {
    const quietMs = this.#quietMs(ticket.bytes);
    const giveUpAt = performance.now() + Math.max(ticket.patienceMs, quietMs);
    let quietUntil = performance.now() + quietMs;
    for (let causes: readonly string[] = []; ;) {
      await this.#heard(quietUntil, causes.length > 0);
      const reasons = this.#isBest() ? [] : await this.#printer.status(this.#connection);
      // Also what came while it was asked.
      if (this.#isBest()) return this.#proved();
      const { lost } = this.#connection;
      if (lost !== undefined) return unconfirmed(`${lost} before the printer had confirmed`);
      const isOver = performance.now() >= quietUntil;
      const isSilent = reasons.includes("timed-out");
      if (isSilent && isOver) return unconfirmed("the printer stopped answering");
      // A slow one has not come to the question yet.
      if (isSilent) this.#asksAgainAt = quietUntil;
      const before = causes.join();
      causes = isSilent ? [] : reasons.filter(stopsPrinting);
      if (causes.join() !== before) ticket.blocked(causes);
      if (causes.length === 0 && isOver) return this.#withoutBest(quietMs);
      if (causes.length === 0) continue;
      // Once the cover is closed and the roll changed it goes on by itself: sent again, it would be a second ticket.
      if (performance.now() > giveUpAt)
        return unconfirmed(`the printer stopped with the ticket in it: ${causes.join(", ")}`);
      quietUntil = performance.now() + quietMs;
    }
  }

  #quietMs(bytes: Uint8Array): number {
    if (this.#printer.traits.fences === false) return 0;
    return this.#limits.fenceMs + printingMs(bytes);
  }

  #heard(quietUntil: number, isBlocked: boolean): Promise<void> {
    const { pollMs } = this.#limits;
    const now = performance.now();
    const quietMs = Math.min(quietUntil - now, Math.max(pollMs, this.#asksAgainAt - now));
    const limitMs = isBlocked ? pollMs : Math.max(0, quietMs);
    const isNews = () => !isBlocked && this.#hasToldOfTrouble();
    return this.#connection.untilProved(() => this.#isBest() || isNews(), limitMs);
  }

  /** By itself, and only once for each time: then it is asked. */
  #hasToldOfTrouble(): boolean {
    const { automatic } = this.#connection;
    if (automatic === this.#lastTold) return false;
    this.#lastTold = automatic;
    return automatic?.some(stopsPrinting) ?? false;
  }

  #isBest(): boolean {
    const { fence, processId } = this.#connection.proofs;
    return this.#id === undefined ? fence : processId === this.#id;
  }

  #proved(): PrintResult {
    this.#printer.learn(proved);
    const confirmed = this.#id !== undefined && this.#isBest();
    return { kind: "printed", proof: confirmed ? "confirmed" : "fenced" };
  }

  #withoutBest(waitedMs: number): PrintResult {
    if (this.#connection.proofs.fence) return this.#proved();
    const { fences, answers } = this.#printer.traits;
    if (fences) {
      this.#printer.learn(owesProof);
      return unconfirmed(`no answer behind the ticket for ${Math.round(waitedMs)} ms`);
    }
    this.#printer.learn((traits) => ({ ...traits, fences: false }));
    return { kind: "printed", proof: answers.includes(4) ? "status-clean" : "sent" };
  }
}

export const printingMs = (bytes: Uint8Array): number => (bytes.length / BYTES_A_SECOND) * 1000;

export const unconfirmed = (cause: string): PrintResult => ({ kind: "unconfirmed", cause });
