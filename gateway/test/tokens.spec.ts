import { describe, expect, test } from "vitest";
import { createTokens } from "../src/accounts/adapters/tokens.ts";
import type { UserPrincipal } from "../src/domain/principal.ts";

const SECRET = "a secret of at least thirty-two characters";
const anna: UserPrincipal = {
  kind: "user",
  id: "anna",
  email: "anna@acme.test",
  name: "Anna",
  role: "staff",
  company: "acme",
  companyName: "Acme",
  branches: [{ id: "north", name: "North" }],
};
const tokensOf = (iso: string, secret = SECRET, secretBefore?: string) =>
  createTokens({ secret, secretBefore, lifetimeSeconds: 900, now: () => new Date(iso) });
const morning = tokensOf("2026-03-01T09:00:00Z");

describe("an access token", () => {
  test("says at another gateway with the same secret who its owner is", async () => {
    const other = tokensOf("2026-03-01T09:14:59Z");
    expect(await other.verify(await morning.issue(anna, "session1"))).toEqual({
      ...anna,
      token: {
        session: "session1",
        issuedAt: Date.parse("2026-03-01T09:00:00Z"),
        expiresAt: Date.parse("2026-03-01T09:15:00Z"),
      },
    });
  });

  test("is worth nothing after a quarter of an hour", async () => {
    const later = tokensOf("2026-03-01T09:15:01Z");
    expect(await later.verify(await morning.issue(anna, "session1"))).toBeUndefined();
  });

  test("is worth something when it is late only to who asks for late ones", async () => {
    const token = await morning.issue(anna, "session1");
    const later = tokensOf("2026-03-01T10:00:00Z");
    expect(await later.verify(token, 3_600_000)).toMatchObject({ id: "anna" });
    expect(await later.verify(token, 1_800_000)).toBeUndefined();
  });

  test("outlives a change of the secret, as long as the one of before is told", async () => {
    const token = await morning.issue(anna, "session1");
    const changed = tokensOf("2026-03-01T09:01:00Z", `new ${SECRET}`, SECRET);
    expect(await changed.verify(token)).toMatchObject({ id: "anna" });
    expect(await changed.verify(await changed.issue(anna, "session2"))).toMatchObject({
      id: "anna",
    });
    expect(await morning.verify(await changed.issue(anna, "session2"))).toBeUndefined();
  });

  test("is worth nothing where the secret is another", async () => {
    const stranger = tokensOf("2026-03-01T09:00:00Z", `another ${SECRET}`);
    expect(await stranger.verify(await morning.issue(anna, "session1"))).toBeUndefined();
  });

  test("whose company was changed on the way is worth nothing", async () => {
    const [head, body, signature] = (await morning.issue(anna, "session1")).split(".") as [
      string,
      string,
      string,
    ];
    const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, company: "other" })).toString(
      "base64url",
    );
    expect(await morning.verify(`${head}.${forged}.${signature}`)).toBeUndefined();
  });

  test("without a signature is worth nothing", async () => {
    const [, body] = (await morning.issue(anna, "session1")).split(".") as [string, string];
    const head = Buffer.from(JSON.stringify({ alg: "none", typ: "at+jwt" })).toString("base64url");
    expect(await morning.verify(`${head}.${body}.`)).toBeUndefined();
    expect(await morning.verify("not a token")).toBeUndefined();
  });
});
