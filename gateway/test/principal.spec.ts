import { expect, test } from "vitest";
import { chooseBranch, type UserPrincipal } from "../src/domain/principal.ts";

const north = { id: "north", name: "North" };
const south = { id: "south", name: "South" };
const user = (...branches: { id: string; name: string }[]): UserPrincipal => ({
  kind: "user",
  id: "anna",
  email: "anna@acme.test",
  name: "Anna",
  role: "staff",
  company: "acme",
  companyName: "Acme",
  branches,
});

test("who has one branch need not name it", () => {
  expect(chooseBranch(user(north), undefined)).toEqual({ ok: true, value: north });
});

test("who has several must say which", () => {
  expect(chooseBranch(user(north, south), "south")).toEqual({ ok: true, value: south });
  expect(chooseBranch(user(north, south), undefined)).toMatchObject({
    ok: false,
    error: { code: "invalid-payload", details: [{ field: "branchId" }] },
  });
});

test("a branch of others is forbidden, and who has none has none to choose", () => {
  expect(chooseBranch(user(north), "south")).toMatchObject({ error: { code: "forbidden" } });
  expect(chooseBranch(user(), undefined)).toMatchObject({ error: { code: "invalid-payload" } });
});
