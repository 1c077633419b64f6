/** `npm run bench -- --full`: one part after another, then the page. A part that fails costs its own figures, not those of the others. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { PrintsSettings } from "./arguments.ts";
import type { Bench } from "./bench.ts";
import { writePage } from "./page/write-page.ts";
import { benchPaper } from "./paper/run.ts";
import { PAPER_FILE } from "./paper/results.ts";
import { benchPrints, PRINTS_FILE } from "./prints/run.ts";
import { benchScale, SCALE_FILE } from "./scale/run.ts";
import { benchShapes, FEW, MANY, SHAPES_FILE } from "./shapes/run.ts";

export async function benchEverything(
  bench: Bench,
  settings: PrintsSettings,
  quick: boolean,
): Promise<void> {
  // The page tells of one run.
  for (const file of [PRINTS_FILE, SHAPES_FILE, SCALE_FILE, PAPER_FILE])
    await rm(join(bench.folder, file), { force: true });
  const parts = {
    paper: () => benchPaper(bench),
    prints: () => benchPrints(bench, settings),
    scale: () => benchScale(bench),
    shapes: () => benchShapes(bench, quick ? FEW : MANY),
  };
  for (const [name, part] of Object.entries(parts)) {
    try {
      await part();
    } catch (error) {
      bench.signal.throwIfAborted();
      console.error(error);
      bench.say(`${name} FAILED, and is not on the page`);
      process.exitCode = 1;
    }
  }
  if (!quick) await writePage(bench);
}
