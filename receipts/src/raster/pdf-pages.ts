/** A PDF as pictures of the paper's width, without the white at the end of each page. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { Unprintable } from "../unprintable.ts";
import type { Bitmap } from "./bitmap.ts";
import { dithered } from "./picture.ts";
import type { PdfAnswer, PdfOrder, PdfPage } from "./pdf-worker.ts";

const MOST_ROWS = 96_000;
const MOST_MS = 20_000;

export async function pdfPages(base64: string, dots: number): Promise<Bitmap[]> {
  const answer = await asked({ bytes: Buffer.from(base64, "base64"), dots, mostRows: MOST_ROWS });
  if ("wrong" in answer) throw new Unprintable(`a PDF that cannot be drawn: ${answer.wrong}`);
  return answer.pages.map(bitmapOfPage).filter(({ height }) => height > 0);
}

async function asked(order: PdfOrder): Promise<PdfAnswer> {
  const type = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./pdf-worker.${type}`, import.meta.url), {
    workerData: order,
  });
  try {
    const [answer] = await once(worker, "message", { signal: AbortSignal.timeout(MOST_MS) });
    return answer as PdfAnswer;
  } catch (error) {
    const tooLong = error instanceof Error && error.name === "AbortError";
    return { wrong: tooLong ? "it takes too long" : String(error) };
  } finally {
    await worker.terminate();
  }
}

function bitmapOfPage({ width, height, levels }: PdfPage): Bitmap {
  const isBlank = (row: number) =>
    levels.subarray(row * width, (row + 1) * width).every((level) => level > 250);
  let used = height;
  while (used > 0 && isBlank(used - 1)) used--;
  const inked = Float32Array.from(levels.subarray(0, width * used));
  return dithered({ width, height: used, levels: inked });
}
