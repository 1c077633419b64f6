/** As careful as ours: on disk before the acknowledgement, before the first byte, and at the outcome. */
import { DatabaseSync } from "node:sqlite";
import type { PeerJob, PeerOutcome } from "../peer.ts";

export class PeerSpool {
  readonly #file: DatabaseSync;

  constructor(path: string) {
    this.#file = new DatabaseSync(path);
    this.#file.exec("pragma journal_mode = wal; pragma synchronous = full");
    this.#file.exec(
      "create table if not exists work (id text primary key, body text, begun int default 0, outcome text) strict",
    );
  }

  /** False if it was here before. */
  take(job: PeerJob): boolean {
    const insert = this.#prepared("insert or ignore into work (id, body) values (?, ?)");
    return insert.run(job.id, JSON.stringify(job)).changes > 0;
  }

  begin(id: string): void {
    this.#prepared("update work set begun = 1 where id = ?").run(id);
  }

  finish({ id, result }: PeerOutcome): void {
    this.#prepared("update work set outcome = ? where id = ?").run(result, id);
  }

  outcomeOf(id: string): PeerOutcome | undefined {
    const row = this.#prepared("select outcome from work where id = ?").get(id);
    const result = row?.["outcome"] as PeerOutcome["result"] | null | undefined;
    return result ? { id, result } : undefined;
  }

  /** After a restart: what had begun is nobody's to print again. */
  leftOpen(): readonly { readonly job: PeerJob; readonly begun: boolean }[] {
    return this.#prepared("select body, begun from work where outcome is null")
      .all()
      .map(({ body, begun }) => ({ job: JSON.parse(String(body)) as PeerJob, begun: begun === 1 }));
  }

  /** Not synced, as in ours: if it is lost, a report is only sent once more. */
  reported(id: string): void {
    this.#file.exec("pragma synchronous = normal");
    this.#prepared("delete from work where id = ?").run(id);
    this.#file.exec("pragma synchronous = full");
  }

  readonly #statements = new Map<string, ReturnType<DatabaseSync["prepare"]>>();

  #prepared(sql: string) {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#file.prepare(sql)));
    return statement;
  }
}
