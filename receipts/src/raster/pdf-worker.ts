/** Draws the pages of a PDF in a thread of its own: strangers' files may take any time, and are stopped. */
import { parentPort, workerData } from "node:worker_threads";
import { PDFiumLibrary } from "@hyzyla/pdfium";

export type PdfOrder = {
  readonly bytes: Uint8Array;
  readonly dots: number;
  readonly mostRows: number;
};
export type PdfPage = {
  readonly width: number;
  readonly height: number;
  readonly levels: Uint8Array;
};
export type PdfAnswer = { readonly pages: readonly PdfPage[] } | { readonly wrong: string };

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
parentPort?.postMessage(await drawn(workerData as PdfOrder));

async function drawn({ bytes, dots, mostRows }: PdfOrder): Promise<PdfAnswer> {
  try {
    const library = await PDFiumLibrary.init();
    const document = await library.loadDocument(bytes);
    const pages: PdfPage[] = [];
    let rows = 0;
    for (const page of document.pages()) {
      const { originalWidth, originalHeight } = page.getOriginalSize();
      rows += Math.ceil((originalHeight * dots) / originalWidth);
      if (!(rows <= mostRows)) return { wrong: "longer than twelve metres of paper" };
      const { width, height, data } = await page.render({
        scale: dots / originalWidth,
        colorSpace: "Gray",
      });
      pages.push({ width, height, levels: data });
    }
    return { pages };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : "unreadable" };
  }
}
