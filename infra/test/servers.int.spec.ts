// A bug here would look like: a test suite that leaves servers behind, or data that is gone after a restart.
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { natsGreets, startNats } from "../src/nats/server.ts";
import { postgresAnswers, startPostgres } from "../src/postgres/server.ts";
import { identify, stillLives } from "../src/supervisor/identity.ts";

const portOf = (url: string) => Number(new URL(url).port);

test("a NATS server with JetStream starts on a port of its own and leaves nothing behind", async () => {
  const [one, two] = await Promise.all([startNats(), startNats()]);
  const identity = identify(one.pid);
  expect(portOf(one.url)).not.toBe(portOf(two.url));
  expect(await natsGreets(portOf(one.url))).toBe(true);
  await Promise.all([one.stop(), two.stop()]);
  expect(stillLives(identity)).toBe(false);
  expect(await natsGreets(portOf(one.url))).toBeUndefined();
});

test("PostgreSQL starts again on the same data folder with the same password", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "pm postgres "));
  const first = await startPostgres({ dataDir });
  const identity = identify(first.pid);
  expect(await postgresAnswers(portOf(first.url))).toBe(true);
  await first.stop();
  expect(stillLives(identity)).toBe(false);
  const second = await startPostgres({ dataDir });
  await second.stop();
  expect(new URL(second.url).password).toBe(new URL(first.url).password);
  expect(statSync(join(dataDir, "secrets/postgres-password")).mode & 0o777).toBe(0o600);
  expect(existsSync(join(dataDir, "postgres.new.password"))).toBe(false);
  rmSync(dataDir, { recursive: true, force: true });
});

test("PostgreSQL that nobody needs any more is deleted with its data", async () => {
  const server = await startPostgres();
  expect(new URL(server.url).pathname).toBe("/printermaster");
  await server.stop();
  expect(await postgresAnswers(portOf(server.url))).toBeUndefined();
});
