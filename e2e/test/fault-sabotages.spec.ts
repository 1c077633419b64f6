import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sabotages } from "../faults/sabotage/sabotages.ts";

const repository = join(import.meta.dirname, "..", "..");

/** A patch that fits nothing would leave the product whole, and a run's green would prove nothing. */
describe.each(Object.entries(sabotages))("the sabotage %s", (_, { patches }) => {
  it.each(patches)("finds what it breaks in $file", ({ file, find, put }) => {
    const built = readFileSync(join(repository, file), "utf8");
    expect(built).toMatch(find);
    expect(built.replace(find, () => put)).not.toBe(built);
  });
});
