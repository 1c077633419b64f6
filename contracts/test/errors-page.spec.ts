import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { errors } from "../src/index.ts";

it("docs/errors.md tells every code as the table has it, and no other", () => {
  const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| `"));
  const expected = Object.entries(errors).map(
    ([code, { status, text, retryable, move }]) =>
      `| \`${code}\` | ${status} | ${text} | ${retryable ? "yes" : "no"} | ${move} |`,
  );
  expect(rows).toEqual(expected);
});
