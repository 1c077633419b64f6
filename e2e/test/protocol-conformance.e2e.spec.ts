import { expect, it } from "vitest";
import { freshStack } from "../src/fresh-stack.ts";
import { CHECKED, checkServer } from "../src/protocol-conformance/check-server.ts";

it("clients and agents of the older system work unchanged", { timeout: 300_000 }, async () => {
  const stack = await freshStack(CHECKED);
  try {
    const told: string[] = [];
    const failed = await checkServer(stack, (line) => told.push(line));
    expect(failed, told.join("\n")).toEqual([]);
  } finally {
    await stack.stop();
  }
});
