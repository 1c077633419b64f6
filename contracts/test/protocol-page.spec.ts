/** A bug here would look like: a stranger's client that says an event as the page has it, and is refused. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errors, posTable, socketTables } from "../src/index.ts";
import { heardRows, saidRows } from "./protocol-rows.ts";

const page = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");
const sectionOf = (title: string): string =>
  page.split(`\n## ${title}\n`)[1]?.split("\n## ")[0] ?? "";
const rowsIn = (text: string): string[] =>
  text.split("\n").filter((line) => line.startsWith("| `"));

describe("the page of the protocol", () => {
  it.each([...socketTables, posTable])(
    "has every event of a $who on $namespace, with its fields, and no other",
    (table) => {
      const section = sectionOf(`${table.namespace}, ${table.who}`);
      const [says = "", hears = ""] = section.split("\n### Hears\n");
      expect(rowsIn(says)).toEqual(saidRows(table));
      expect(rowsIn(hears)).toEqual(heardRows(table));
    },
  );

  it("names no code that does not exist", () => {
    const named = [...page.matchAll(/^- `([a-z-]+)`: /gm)].map(([, code]) => code!);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((code) => !(code in errors))).toEqual([]);
  });

  it("shows samples as they are tested", () => {
    const folder = new URL("./golden/", import.meta.url);
    const samples = new Set(
      readdirSync(folder)
        .filter((file) => file.endsWith(".json"))
        .map((file) => JSON.stringify(JSON.parse(readFileSync(new URL(file, folder), "utf8")))),
    );
    const shown = [...page.matchAll(/```json\n([^`]+)\n```/g)].map(([, text]) => text!);
    expect(shown.length).toBeGreaterThan(5);
    for (const text of shown) expect(samples, text).toContain(JSON.stringify(JSON.parse(text)));
  });
});
