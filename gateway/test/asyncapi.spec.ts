/** A bug here would look like: an event or a subject that the document does not name, or a document that no tool reads. */
import { createRequire } from "node:module";
import {
  agentEvents,
  NAMESPACES,
  posTable,
  authEvents,
  clientEvents,
  serverEvents,
  socketTables,
  subjectTables,
} from "@printermaster/contracts";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { asyncApi } from "../src/http/asyncapi.ts";

const schema = createRequire(import.meta.url)("@asyncapi/specs/schemas/3.0.0-without-$id.json");

test("the AsyncAPI document is one, by its published schema", () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const valid = ajv.validate(schema as object, asyncApi());
  expect({ valid, errors: ajv.errors }).toEqual({ valid: true, errors: null });
});

test("the validator would see a document that is none", () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const broken = { ...asyncApi(), operations: { one: { action: "shout" } } };
  expect(ajv.validate(schema as object, broken)).toBe(false);
});

test("every reference leads somewhere", () => {
  const document = asyncApi();
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)];
  expect(refs.length).toBeGreaterThan(100);
  for (const [, path] of refs) {
    const found = path!.split("/").reduce<unknown>((at, key) => (at as never)?.[key], document);
    expect(found, path).toBeDefined();
  }
});

test("every event of the sockets has its row", () => {
  const named = new Set(
    socketTables.flatMap(({ says, hears }) => [...Object.keys(says), ...Object.keys(hears)]),
  );
  const events = [clientEvents, serverEvents, agentEvents, authEvents].flatMap((all) =>
    Object.values(all),
  );
  expect(events.filter((event) => !named.has(event))).toEqual([]);
});

test("every namespace has a table, and no table is of another", () => {
  const told = new Set(socketTables.map(({ namespace }) => namespace));
  expect([...told].toSorted()).toEqual([...NAMESPACES].toSorted());
});

test("the shop is in the document: its namespaces, tills and subjects", () => {
  const channels = Object.values(asyncApi()["channels"] as Record<string, { address: string }>);
  const addresses = channels.map(({ address }) => address);
  expect(addresses).toEqual(expect.arrayContaining([...NAMESPACES, posTable.namespace]));
  expect(addresses.filter((address) => address.startsWith("shop.v1.{slot}."))).toHaveLength(5);
});

test("every subject is one address, with its slot left open", () => {
  const addresses = subjectTables.map(({ address }) => address);
  expect(new Set(addresses).size).toBe(addresses.length);
  for (const address of addresses) expect(address).not.toMatch(/\.v1\.[0-9a-f]{2}\./);
});
