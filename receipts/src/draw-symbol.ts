// Codes that machines read. A printer prints nothing of one that does not fit; the picture says so.
import { barsOf, matrixDots } from "./symbol-shapes.ts";
import type { Dots } from "./symbol-shapes.ts";
import { CELLS } from "./display-list.ts";
import type { Barcode, Mark, Matrix } from "./display-list.ts";
import { qrMatrix } from "./qr-code.ts";
import { drawWarning, escapeXml, indent, INK } from "./svg-parts.ts";
import type { Drawing } from "./svg-parts.ts";

const GAP = 6;
const TEXT_HEIGHT = CELLS.A.height;

export function drawQr(qr: Extract<Mark, { kind: "qr" }>, dots: number): Drawing {
  const matrix = qrMatrix(qr.data, qr.correction, "first-mask");
  const side = (matrix?.modules ?? 0) * qr.moduleSize;
  if (matrix === undefined || side > qr.area.width)
    return drawWarning(`QR code of ${qr.data.length} characters does not fit`, dots);
  const left = indent(qr.align, side, qr.area);
  const all = { rows: matrix.modules, columns: matrix.modules, isDark: matrix.isDark };
  const svg = squares(all, left, qr.moduleSize, qr.moduleSize);
  return { svg, height: side + GAP };
}

export function drawMatrix(matrix: Matrix, dots: number): Drawing {
  const found = matrixDots(matrix);
  const width = (found?.columns ?? 0) * matrix.moduleWidth;
  if (found === undefined || width === 0 || width > matrix.area.width)
    return drawWarning(`${matrix.symbology} does not fit`, dots);
  const { moduleWidth, moduleHeight } = matrix;
  const left = indent(matrix.align, width, matrix.area);
  const svg = squares(found, left, moduleWidth, moduleHeight);
  return { svg, height: found.rows * moduleHeight + GAP };
}

export function drawBarcode(barcode: Barcode, dots: number): Drawing {
  const bars = barsOf(barcode);
  const { moduleWidth, height, textAbove, textBelow } = barcode;
  const width = (bars?.widths.reduce((sum, module) => sum + module, 0) ?? 0) * moduleWidth;
  if (bars === undefined)
    return drawWarning(`${barcode.symbology} cannot hold ${barcode.data}`, dots);
  if (width > barcode.area.width) return drawWarning(`${barcode.symbology} does not fit`, dots);
  const left = indent(barcode.align, width, barcode.area);
  const top = textAbove ? TEXT_HEIGHT : 0;
  const bottom = top + height;
  const middle = left + width / 2;
  const svg =
    `<path transform="translate(${left} ${top}) scale(${moduleWidth} 1)" fill="${INK}" shape-rendering="crispEdges" d="${barPath(bars.widths, height)}"/>` +
    (textAbove ? caption(bars.text, middle, 19) : "") +
    (textBelow ? caption(bars.text, middle, bottom + 21) : "");
  return { svg, height: bottom + (textBelow ? TEXT_HEIGHT : 0) + GAP };
}

function barPath(widths: readonly number[], height: number): string {
  let path = "";
  let x = 0;
  widths.forEach((width, index) => {
    if (index % 2 === 0) path += `M${x} 0h${width}v${height}h-${width}z`;
    x += width;
  });
  return path;
}

function caption(text: string, x: number, y: number): string {
  return `<text x="${x}" y="${y}" text-anchor="middle" fill="${INK}">${escapeXml(text)}</text>`;
}

/** Neighbours in a row are one shape, and edges crisp: modules that touch must not show seams when the picture is scaled. */
function squares(
  { rows, columns, isDark }: Dots,
  left: number,
  width: number,
  height: number,
): string {
  let path = "";
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const from = column;
      while (column < columns && isDark(row, column)) column++;
      if (column > from) path += `M${from} ${row}h${column - from}v1h-${column - from}z`;
    }
  return `<path transform="translate(${left} 0) scale(${width} ${height})" fill="${INK}" shape-rendering="crispEdges" d="${path}"/>`;
}
