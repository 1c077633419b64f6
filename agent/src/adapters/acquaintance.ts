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

  /** As far as anybody can tell by now. */
  isMute(connection: RawConnection): boolean {
    return isMute(this.traits) || this.#leftOpen(connection).includes(1);
  }

  /** It lives: what it left open it has no answer to. One that hangs may have. */
  showedLife(connection: RawConnection): void {
    for (const query of this.#leftOpen(connection))
      this.learn((traits) => leftUnanswered(traits, query));
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
      if (connection.lost !== undefined || !this.#mayAsk(connection, query)) continue;
      const answer = await connection.ask(query, this.#statusMs);
      if (answer !== undefined) {
        this.#heard(query);
        reasons.push(...reasonsIn(query, answer));
      } else if (connection.lost === undefined && this.traits.answers.includes(query))
        return this.#isSilent(reasons);
    }
    const tellsByItself = this.isMute(connection) ? (connection.automatic ?? []) : [];
    return summed([...reasons, ...tellsByItself]);
  }

  /** Once, with nothing to print: what only some models know. */
  async probe(connection: RawConnection): Promise<void> {
    if (this.traits.probed !== undefined || this.isMute(connection)) return;
    connection.send(MAKER_QUESTION);
    const maker = await connection.maker(this.#statusMs);
    const known = mayHaveProcessIds(maker);
    const processIds = known && (await this.#knowsProcessIds(connection));
    const automatic = known && (await this.#tellsByItself(connection));
    this.learn((traits) => ({ ...traits, probed: { maker, processIds, automatic } }));
  }

  #mayAsk(connection: RawConnection, query: StatusQuery): boolean {
    const isOpen = this.#leftOpen(connection).includes(query);
    return !this.isMute(connection) && !isOpen && asksOf(this.traits).includes(query);
  }

  /** Of a stranger: who has answered before has a fault. */
  #leftOpen({ unanswered }: RawConnection): readonly StatusQuery[] {
    return unanswered.filter((query) => !this.traits.answers.includes(query));
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
