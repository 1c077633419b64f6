import { describe, expect, it } from "vitest";
import { sumOf, writesAPrint } from "../src/ours/writes.ts";

describe("durable writes a print", () => {
  it("are what each stream has grown by, and a stream that has not is left out", () => {
    const before = { log: 30, documents: 10, fleet: 7 };
    const after = { log: 60, documents: 20, fleet: 7, snapshots: 1 };
    const writes = writesAPrint(before, after, 10);
    expect(writes).toEqual({ log: 3, documents: 1, snapshots: 0.1 });
    expect(sumOf(writes)).toBeCloseTo(4.1);
  });
});
