/** Rows as one parameter: a placeholder for each of a thousand rows' columns costs many times as much. */
import { getTableColumns, sql, type SQL } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";

/** For `insert(table).select(…)` beside the update of the position: none of them unless that moved. */
export function rowSet<T extends PgTable>(
  table: T,
  rows: readonly T["$inferInsert"][],
): SQL<T["$inferSelect"]> {
  const columns = Object.entries(getTableColumns(table));
  const named = rows.map((row: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(columns.map(([key, { name }]) => [name, inJson(row[key])])),
  );
  const names = columns.map(([, { name }]) => sql.identifier(name));
  return sql`select ${sql.join(names, sql`, `)}
    from jsonb_populate_recordset(null::${table}, ${JSON.stringify(named)}::jsonb)
    where exists (select from moved)`;
}

const inJson = (value: unknown): unknown =>
  value instanceof Uint8Array ? `\\x${Buffer.from(value).toString("hex")}` : value;
