/** What is known of one printer, asked of it as far as it answers, and kept. */
import type { TraitsMemory } from "../app/ports.ts";
import {
  MAKER_QUESTION,
  mayHaveProcessIds,
  processId,
  processIdCommand,
} from "../domain/process-ids.ts";
import {
  answered,
  asksOf,
  isMute,
  leftUnanswered,
  STRANGER,
  type PrinterTraits,
} from "../domain/printer-traits.ts";
import {
  AUTOMATIC_OFF,
  AUTOMATIC_ON,
  reasonsIn,
  STATUS_QUERIES,
  summed,
  type StatusQuery,
} from "../domain/status-bytes.ts";
import type { RawConnection } from "./raw-connection.ts";

/** Looked after every ten seconds, ten minutes: by then it may be another model that never answers. */
const MOST_SILENCES = 60;

export class Acquaintance {
  readonly #memory: TraitsMemory;
  readonly #statusMs: number;
  #silences = 0;
  /** Whatever another run left in the printer is answered with another id. */
  #lastId = Math.floor(Math.random() * 9999);

  constructor(memory: TraitsMemory, statusMs: number) {
    this.#memory = memory;
    this.#statusMs = statusMs;
  }

  get traits(): PrinterTraits {
    return this.#memory.read();
  }

  learn(change: (traits: PrinterTraits) => PrinterTraits): void {
    const before = this.traits;
    const after = change(before);
    if (after !== before) this.#memory.keep(after);
  }

  nextId(): string {
    return processId(this.#lastId++);
  }

  /** Reasons, `timed-out` among them if it has answered before and does not now. */
  async status(
    connection: RawConnection,
    queries: readonly StatusQuery[] = STATUS_QUERIES,
  ): Promise<string[]> {
    const reasons: string[] = [];
    for (const query of queries) {
      if (!asksOf(this.traits).includes(query) || connection.lost !== undefined) continue;
      const answer = await connection.ask(query, this.#statusMs);
      if (answer !== undefined) {
        this.#heard(query);
        reasons.push(...reasonsIn(query, answer));
      } else if (connection.lost === undefined) {
        if (this.traits.answers.includes(query)) return this.#isSilent(reasons);
        this.learn((traits) => leftUnanswered(traits, query));
      }
    }
    const tellsByItself = isMute(this.traits) ? (connection.automatic ?? []) : [];
    return summed([...reasons, ...tellsByItself]);
  }

  /** Once, with nothing to print: what only some models know. */
  async probe(connection: RawConnection): Promise<void> {
    if (this.traits.probed !== undefined || isMute(this.traits)) return;
    connection.send(MAKER_QUESTION);
    const maker = await connection.maker(this.#statusMs);
    const known = mayHaveProcessIds(maker);
    const processIds = known && (await this.#knowsProcessIds(connection));
    const automatic = known && (await this.#tellsByItself(connection));
    this.learn((traits) => ({ ...traits, probed: { maker, processIds, automatic } }));
  }

  async #knowsProcessIds(connection: RawConnection): Promise<boolean> {
    const id = this.nextId();
    connection.sendForProof(processIdCommand(id));
    await connection.untilProved(({ processId }) => processId === id, this.#statusMs);
    return connection.proofs.processId === id;
  }

  async #tellsByItself(connection: RawConnection): Promise<boolean> {
    connection.send(AUTOMATIC_ON);
    const told = await connection.firstAutomatic(this.#statusMs);
    connection.send(AUTOMATIC_OFF);
    return told !== undefined;
  }

  #heard(query: StatusQuery): void {
    this.#silences = 0;
    this.learn((traits) => answered(traits, query));
  }

  #isSilent(reasons: readonly string[]): string[] {
    if (++this.#silences >= MOST_SILENCES) this.learn(() => STRANGER);
    return [...reasons, "timed-out"];
  }
}
