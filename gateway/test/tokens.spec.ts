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
const at = (iso: string) => () => new Date(iso);
const morning = createTokens(SECRET, at("2026-03-01T09:00:00Z"));

describe("an access token", () => {
  test("says at another gateway with the same secret who its owner is", async () => {
    const other = createTokens(SECRET, at("2026-03-01T16:59:00Z"));
    expect(await other.verify(await morning.issue(anna))).toEqual(anna);
  });

  test("is worth nothing after eight hours", async () => {
    const later = createTokens(SECRET, at("2026-03-01T17:00:01Z"));
    expect(await later.verify(await morning.issue(anna))).toBeUndefined();
  });

  test("is worth nothing where the secret is another", async () => {
    const stranger = createTokens(`another ${SECRET}`, at("2026-03-01T09:00:00Z"));
    expect(await stranger.verify(await morning.issue(anna))).toBeUndefined();
  });

  test("whose company was changed on the way is worth nothing", async () => {
    const [head, body, signature] = (await morning.issue(anna)).split(".") as [
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
    const [, body] = (await morning.issue(anna)).split(".") as [string, string];
    const head = Buffer.from(JSON.stringify({ alg: "none", typ: "at+jwt" })).toString("base64url");
    expect(await morning.verify(`${head}.${body}.`)).toBeUndefined();
    expect(await morning.verify("not a token")).toBeUndefined();
  });
});
