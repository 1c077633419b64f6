import { beforeEach, expect, test } from "vitest";
import { sparingTokens } from "../src/accounts/adapters/sparing-tokens.ts";
import type { Tokens } from "../src/accounts/app/ports.ts";
import type { UserPrincipal } from "../src/domain/principal.ts";

const anna: UserPrincipal = {
  kind: "user",
  id: "anna",
  email: "anna@acme.test",
  name: "Anna",
  role: "staff",
  company: "acme",
  companyName: "Acme",
  branches: [],
  token: { session: "session1", issuedAt: 0, expiresAt: 900_000 },
};
let verified: [token: string, lateByMs: number | undefined][];
let time: number;
let sparing: Tokens;

beforeEach(() => {
  [verified, time] = [[], 0];
  const tokens: Tokens = {
    lifetimeSeconds: 900,
    issue: () => Promise.reject(new Error("nobody asked")),
    verify(token, lateByMs) {
      verified.push([token, lateByMs]);
      return Promise.resolve(token === "good" ? anna : undefined);
    },
  };
  sparing = sparingTokens(tokens, () => new Date(time));
});

test("a token that is shown again is not verified again", async () => {
  for (time of [0, 1000, 899_999]) expect(await sparing.verify("good")).toEqual(anna);
  expect(verified).toEqual([["good", undefined]]);
});

test("a token that was good is worth nothing when it has run out", async () => {
  await sparing.verify("good");
  time = 900_000;
  expect(await sparing.verify("good")).toBeUndefined();
});

test("a token that is none is verified each time, and so is one that may be late", async () => {
  for (const token of ["bad", "bad"]) expect(await sparing.verify(token)).toBeUndefined();
  await sparing.verify("good");
  await sparing.verify("good", 60_000);
  expect(verified).toHaveLength(4);
});

test("what one socket makes of its owner is nothing to the next one", async () => {
  const one = await sparing.verify("good");
  Object.assign(one!, { name: "Another" });
  expect(await sparing.verify("good")).toEqual(anna);
});
