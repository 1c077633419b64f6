/** Forward-only SQL files of one schema, applied in the order of their names, once each. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Sql } from "postgres";

export async function migrate(sql: Sql, schema: string, folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return await sql.begin(async (transaction) => {
    // Two processes that start together must not both create the tables.
    await transaction`select pg_advisory_xact_lock(hashtext(${`migrate ${schema}`}))`;
    await transaction`create schema if not exists ${transaction(schema)}`;
    await transaction`create table if not exists ${transaction(schema)}.migration (
      name text primary key, applied_at timestamptz not null default now())`;
    const applied = await transaction`select name from ${transaction(schema)}.migration`;
    const missing = files.filter((file) => !applied.some(({ name }) => name === file));
    for (const file of missing) {
      await transaction.unsafe(await readFile(join(folder, file), "utf8"));
      await transaction`insert into ${transaction(schema)}.migration (name) values (${file})`;
    }
    return missing;
  });
}
