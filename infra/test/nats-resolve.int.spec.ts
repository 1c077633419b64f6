// A bug here would look like: a server that is too old, an unverified download that is run, or a start that hangs offline.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { verify } from "../src/nats/release.ts";
import { resolveNatsServer } from "../src/nats/resolve.ts";
import { type FetchSource, Unavailable } from "../src/nats/source.ts";
import { isRecentEnough } from "../src/nats/version.ts";

let place: string;
let folder: string;
let said: string[];

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "pm resolve "));
  folder = join(place, "cache");
  said = [];
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

function serverAt(path: string, version: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho "nats-server: v${version}"\n`);
  chmodSync(path, 0o755);
  return path;
}

const bringing = (origin: string, version: string): FetchSource => ({
  origin,
  applies: () => true,
  fetch: async ({ target }) => void serverAt(target, version),
});
const failing = (origin: string, why: string): FetchSource => ({
  origin,
  applies: () => true,
  fetch: () => Promise.reject(new Unavailable(why)),
});

const resolve = (env: NodeJS.ProcessEnv, sources: FetchSource[] = []) =>
  resolveNatsServer({ env, folder, sources, log: (line) => said.push(line) });

test("NATS_SERVER_BIN comes before everything else", async () => {
  const named = serverAt(join(place, "mine"), "2.12.0");
  serverAt(join(place, "bin/nats-server"), "2.14.0");
  const found = await resolve({ NATS_SERVER_BIN: named, PATH: join(place, "bin") });
  expect(found).toEqual({ path: named, version: "2.12.0", origin: "NATS_SERVER_BIN" });
});

test("NATS_SERVER_BIN that is too old or no server at all is an error, not passed over", async () => {
  const old = serverAt(join(place, "old"), "2.9.10");
  await expect(resolve({ NATS_SERVER_BIN: old })).rejects.toThrow(
    "is 2.9.10; 2.12 or newer is needed",
  );
  await expect(resolve({ NATS_SERVER_BIN: join(place, "none") })).rejects.toThrow(
    "does not answer --version",
  );
});

test("a server on PATH is taken if it is new enough", async () => {
  const path = serverAt(join(place, "bin/nats-server"), "2.12.3");
  expect(await resolve({ PATH: join(place, "bin") })).toEqual({
    path,
    version: "2.12.3",
    origin: "PATH",
  });
});

test("a server on PATH that is too old is told and passed over", async () => {
  serverAt(join(place, "bin/nats-server"), "2.11.9");
  const found = await resolve({ PATH: join(place, "bin") }, [bringing("elsewhere", "2.14.5")]);
  expect(found).toMatchObject({ version: "2.14.5", origin: "elsewhere" });
  expect(said[0]).toContain("is 2.11.9");
});

test("what was fetched once is taken from the cache, with its origin", async () => {
  await resolve({ PATH: "" }, [bringing("somewhere", "2.14.5")]);
  const again = await resolve({ PATH: "" }, [failing("somewhere", "must not be asked")]);
  expect(again).toEqual({
    path: join(folder, "nats-server"),
    version: "2.14.5",
    origin: "somewhere",
  });
});

test("a binary whose fetch was interrupted is not trusted", async () => {
  serverAt(join(folder, "nats-server"), "2.14.5");
  await expect(resolve({ PATH: "" })).rejects.toThrow("no nats-server");
});

test("a source that fails costs one line, and the next is tried", async () => {
  const sources = [
    failing("first", "cannot be reached"),
    bringing("second", "2.11.0"),
    bringing("third", "2.13.1"),
  ];
  const found = await resolve({ PATH: "" }, sources);
  expect(found.origin).toBe("third");
  expect(said).toContain("nats-server: not from first: cannot be reached");
  expect(said.filter((line) => line.includes("trying"))).toHaveLength(3);
});

test("when nothing helps, one message names the ways", async () => {
  const refused = resolve({ PATH: "" }, [failing("first", "no")]);
  await expect(refused).rejects.toThrow(/NATS_SERVER_BIN[^]*NATS_URL/);
  expect(existsSync(join(folder, "nats-server"))).toBe(false);
});

test("an archive with another checksum is refused", () => {
  const archive = readFileSync(import.meta.filename);
  expect(() => verify(archive, "0".repeat(64))).toThrow("checksum is");
});

test.each([
  ["2.11.15", false],
  ["2.12.0-RC.1", true],
  ["2.15.1-1", true],
  ["3.0.0", true],
  ["1.99.0", false],
])("version %s new enough: %s", (version, enough) => {
  expect(isRecentEnough(version)).toBe(enough);
});
