import type { KnownApiKey } from "@printermaster/contracts";
import { beforeEach, expect, test } from "vitest";
import { sparingCredentials } from "../src/accounts/adapters/sparing-credentials.ts";
import type { Credentials } from "../src/accounts/app/ports.ts";
import { Fault } from "../src/domain/fault.ts";

const key: KnownApiKey = {
  id: "k1",
  name: "Till",
  company: "acme",
  companyName: "Acme",
  tenant: "acme",
  branches: [],
};
let asked: number;
let away: boolean;
let time: number;
let sparing: Credentials;

beforeEach(() => {
  [asked, away, time] = [0, false, 0];
  const ask = async <T>(answer: T): Promise<T> => {
    asked++;
    if (away) throw new Fault("read-model-unavailable", undefined);
    return answer;
  };
  const database: Credentials = {
    licenceByHash: () => ask(undefined),
    tenantBySlug: () => ask({ company: "acme" }),
    apiKeyByHash: (hash) => ask(hash === "known" ? key : undefined),
  };
  sparing = sparingCredentials(database, () => new Date(time));
});

test("a key that was just found is not asked for again, for seconds", async () => {
  for (time of [0, 1000, 4999]) expect(await sparing.apiKeyByHash("known")).toEqual(key);
  expect(asked).toBe(1);
  time = 5001;
  await sparing.apiKeyByHash("known");
  expect(asked).toBe(2);
});

test("a key that nobody has is asked for each time: it may be somebody's by now", async () => {
  for (let n = 0; n < 3; n++) expect(await sparing.apiKeyByHash("strange")).toBeUndefined();
  expect(asked).toBe(3);
});

test("a database that is away is not waited for by each in turn", async () => {
  away = true;
  for (let n = 0; n < 5; n++) {
    await expect(sparing.licenceByHash("any")).rejects.toBeInstanceOf(Fault);
    await expect(sparing.apiKeyByHash("known")).rejects.toBeInstanceOf(Fault);
  }
  expect(asked).toBe(1);
  away = false;
  time = 2001;
  expect(await sparing.apiKeyByHash("known")).toEqual(key);
});
