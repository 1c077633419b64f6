// A bug here would look like this: an agent on a small computer that holds a hundred megabytes of fonts for receipts in plain English.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);

/** In a process of its own, which says what native code and which fonts it has by then. */
const loadedBy = async (text: string): Promise<string[]> => {
  const program = `
    import { composeDocument } from "@printermaster/receipts";
    import { DEFAULT_PRINTER_PROFILE } from "@printermaster/contracts";
    await composeDocument({ kind: "text", text: ${JSON.stringify(text)} }, DEFAULT_PRINTER_PROFILE);
    console.log(JSON.stringify(process.report.getReport().sharedObjects));`;
  const options = ["--conditions=@printermaster/source", "--input-type=module", "--eval", program];
  const { stdout } = await run(process.execPath, options, {
    cwd: new URL("..", import.meta.url),
    maxBuffer: 10_000_000,
  });
  return (JSON.parse(stdout) as string[]).filter((file) => /canvas|skia/i.test(file));
};

test("a receipt in the printer's own letters loads no canvas", async () => {
  expect(await loadedBy("Tea 2,00 €")).toEqual([]);
});

test("one that needs to be drawn does", async () => {
  expect(await loadedBy("宫保")).not.toEqual([]);
});
