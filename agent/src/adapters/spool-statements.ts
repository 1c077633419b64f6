import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { WorkRow } from "./spool-sql.ts";

/** Each is prepared once. */
export class SpoolStatements {
  readonly #file: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(file: DatabaseSync) {
    this.#file = file;
  }

  all(sql: string, ...values: SQLInputValue[]): WorkRow[] {
    return this.#of(sql).all(...values) as unknown as WorkRow[];
  }

  one(sql: string, ...values: SQLInputValue[]) {
    return this.#of(sql).get(...values);
  }

  run(sql: string, ...values: SQLInputValue[]) {
    return this.#of(sql).run(...values);
  }

  #of(sql: string): StatementSync {
    const known = this.#prepared.get(sql) ?? this.#file.prepare(sql);
    this.#prepared.set(sql, known);
    return known;
  }
}
