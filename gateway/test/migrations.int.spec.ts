import { readdir } from "node:fs/promises";
import { startPostgres } from "@printermaster/infra";
import { migrate } from "@printermaster/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPostgres } from "../src/accounts/adapters/postgres-accounts.ts";
import { MIGRATIONS } from "../src/config.ts";

// A bug would look like: two files of one number, whose order their names decide; a second start that fails.

let database: Awaited<ReturnType<typeof startPostgres>>;
let sql: ReturnType<typeof openPostgres>;

beforeAll(async () => {
  database = await startPostgres();
  sql = openPostgres(database.url);
});
afterAll(async () => {
  await sql?.end();
  await database?.stop();
});

test("the migrations are numbered one after another", async () => {
  const numbers = (await readdir(MIGRATIONS)).toSorted().map((name) => Number(name.split("-")[0]));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

test("an empty database gets all of them at the first start, none at the next", async () => {
  const files = (await readdir(MIGRATIONS)).toSorted();
  expect(await migrate(sql, "account", MIGRATIONS)).toEqual(files);
  expect(await migrate(sql, "account", MIGRATIONS)).toEqual([]);
});

test("two gateways that start together apply each once", async () => {
  await sql`drop schema account cascade`;
  const both = [sql, openPostgres(database.url)] as const;
  const applied = await Promise.all(both.map((one) => migrate(one, "account", MIGRATIONS)));
  await both[1].end();
  expect(applied.flat().toSorted()).toEqual((await readdir(MIGRATIONS)).toSorted());
});
