// A ticket as a picture: one unit is one dot of the print head.
import { DOTS_PER_COLUMN } from "./display-list.ts";
import type { DisplayList, Item } from "./display-list.ts";
import { drawBitmap, drawLine } from "./draw-line.ts";
import { drawBarcode, drawMatrix, drawQr } from "./draw-symbol.ts";
import { dotsOf } from "./escpos/bitmap.ts";
import { drawBadge, drawCut, drawWarning, indent, MARGIN } from "./svg-parts.ts";
import type { Drawing } from "./svg-parts.ts";

export type PictureOptions = { columns?: number };

const FONT = 'font-family="\'DejaVu Sans Mono\',Menlo,Consolas,monospace" font-size="20"';
/** Nearly four metres of paper, of which a PNG takes 77 MB while it is drawn. */
const TALLEST = 30_000;
const LARGEST = 4 * 1024 * 1024;
/** Garbage may ask for a symbol every eight bytes, and each takes milliseconds. */
const MOST_SYMBOLS = 64;

export function renderSvg(ticket: DisplayList, options: PictureOptions = {}): string {
  const dots = (options.columns ?? 48) * DOTS_PER_COLUMN;
  let top = MARGIN;
  let symbols = 0;
  const parts: string[] = [];
  let size = 0;
  for (const item of ticket) {
    if (isSymbol(item)) symbols++;
    const tooMuch = top > TALLEST || size > LARGEST || symbols > MOST_SYMBOLS;
    const { svg, height } = tooMuch
      ? drawWarning("the picture ends here: too much for one ticket", dots)
      : draw(item, dots);
    if (svg !== "") parts.push(`<g transform="translate(${MARGIN} ${top})">${svg}</g>`);
    size += svg.length;
    top += height;
    if (tooMuch) break;
  }
  const [width, height] = [dots + 2 * MARGIN, Math.ceil(top + MARGIN)];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ${FONT}>` +
    `<rect width="100%" height="100%" fill="#fff"/>${parts.join("")}</svg>`
  );
}

function isSymbol({ kind }: Item): boolean {
  return kind === "qr" || kind === "matrix" || kind === "barcode";
}

function draw(item: Item, dots: number): Drawing {
  switch (item.kind) {
    case "line":
      return drawLine(item);
    case "image":
      return drawImage(item);
    case "qr":
      return drawQr(item, dots);
    case "matrix":
      return drawMatrix(item, dots);
    case "barcode":
      return drawBarcode(item, dots);
    case "feed":
      return { svg: "", height: item.dots };
    case "cut":
      return drawCut(dots);
    case "drawer":
      return drawBadge(`drawer opened (pin ${item.pin})`, dots);
    case "buzzer":
      return drawBadge("buzzer", dots);
    case "reset":
    case "status":
      return { svg: "", height: 0 };
    case "unknown":
      return drawWarning(
        `${item.name === undefined ? "unknown command" : `not drawn: ${item.name}`} ${item.hex} (${item.length} bytes)`,
        dots,
      );
  }
}

function drawImage({ align, area, bitmap }: Extract<Item, { kind: "image" }>): Drawing {
  const { width, height } = dotsOf(bitmap);
  return { svg: drawBitmap(bitmap, indent(align, width, area), 0), height };
}
