/** A bug here would look like: somebody who goes on where another one was. */
import { expect, test } from "vitest";
import { createSessionIds } from "../src/live/adapters/screen-sessions.ts";

const SECRET = "a secret of at least thirty-two characters";
const OTHER = "another secret of thirty-two characters!";
const HOUR = 3600_000;
let now = new Date("2026-03-01T09:00:00.000Z");
const ids = createSessionIds({ secret: SECRET }, () => now);
const rooms = ["branch:acme:north"];
const later = (ms: number) => (now = new Date(now.getTime() + ms));

test("A session id says whose it is and of which rooms, for a day", () => {
  const pid = ids.renewed(undefined, "anna", rooms);
  expect(ids.read(pid)).toMatchObject({ sub: "anna", rooms });
  later(25 * HOUR);
  expect(ids.read(pid)).toBeUndefined();
});

test("It stays the same while it says the same and lasts", () => {
  const pid = ids.renewed(undefined, "anna", rooms);
  const session = ids.read(pid);
  later(HOUR);
  expect(ids.renewed(session, "anna", rooms)).toBe(pid);
  expect(ids.renewed(session, "anna", [...rooms, "branch:acme:south"])).not.toBe(pid);
  later(12 * HOUR);
  expect(ids.renewed(session, "anna", rooms)).not.toBe(pid);
});

test("One that was changed, or signed with another secret, is none", () => {
  const pid = ids.renewed(undefined, "anna", rooms);
  const [payload = "", mac = ""] = pid.split(".");
  const forged = Buffer.from(payload, "base64url").toString().replace("anna", "olga");
  const others = createSessionIds({ secret: OTHER }, () => now);
  const bad = ["", ".", payload, `${payload}.`, `${payload}.${mac.slice(1)}x`];
  bad.push(`${Buffer.from(forged).toString("base64url")}.${mac}`);
  bad.push(others.renewed(undefined, "anna", rooms));
  for (const one of bad) expect(ids.read(one)).toBeUndefined();
});

test("While secrets change, one that was signed with either is good, and both sides know it", () => {
  const secrets = { secret: OTHER, secretBefore: SECRET };
  const changing = createSessionIds(secrets, () => now);
  const before = ids.renewed(undefined, "anna", rooms);
  const session = changing.read(before);
  expect(session).toMatchObject({ sub: "anna" });
  const after = changing.renewed(session, "anna", rooms);
  expect(changing.read(after)).toEqual(session);
  expect(createSessionIds({ secret: OTHER }, () => now).read(after)).toEqual(session);
  expect(ids.read(after)).toBeUndefined();
});
