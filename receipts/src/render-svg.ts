// A ticket as a picture: one unit is one dot of the print head.
import { qrMatrix } from "./qr-code.ts";
import type { Align, DisplayList, Item, Mark, Run } from "./display-list.ts";

export type PictureOptions = { columns?: number };

const CELL = { width: 12, height: 24, baseline: 19 };
const LINE_GAP = 6;
const LINE_FEED = CELL.height + LINE_GAP;
const MARGIN = 32;
const INK = "#1a1a1a";
const FONT = 'font-family="\'DejaVu Sans Mono\',Menlo,Consolas,monospace" font-size="20"';

type Drawing = { svg: string; height: number };

export function renderSvg(ticket: DisplayList, options: PictureOptions = {}): string {
  const dots = (options.columns ?? 48) * CELL.width;
  let top = MARGIN;
  let body = "";
  for (const item of ticket) {
    const { svg, height } = draw(item, dots);
    if (svg !== "") body += `<g transform="translate(${MARGIN} ${top})">${svg}</g>`;
    top += height;
  }
  const [width, height] = [dots + 2 * MARGIN, Math.ceil(top + MARGIN)];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ${FONT}>` +
    `<rect width="100%" height="100%" fill="#fff"/>${body}</svg>`
  );
}

function draw(item: Item, dots: number): Drawing {
  switch (item.kind) {
    case "line":
      return drawLine(item, dots);
    case "qr":
      return drawQr(item, dots);
    case "feed":
      return { svg: "", height: item.lines * LINE_FEED };
    case "cut":
      return drawCut(dots);
    case "status":
      return { svg: "", height: 0 };
    case "unknown":
      return drawNote(`unknown command ${item.hex} (${item.length} bytes)`, dots);
  }
}

function drawLine(line: Extract<Mark, { kind: "line" }>, dots: number): Drawing {
  const tallest = Math.max(1, ...line.runs.map((run) => run.style.height));
  const left = indent(line.align, line.width * CELL.width, dots);
  const svg = line.runs.map((run) => drawRun(run, left, tallest)).join("");
  return { svg, height: tallest * CELL.height + LINE_GAP };
}

/** Every character has its own x, so that columns stand even in a font of another width; spaces are gaps, never characters. */
function drawRun(run: Run, left: number, tallest: number): string {
  const { bold, underline, invert, width, height } = run.style;
  const span = run.text.length * CELL.width;
  const x = left + run.column * CELL.width;
  const y = (tallest - height) * CELL.height;
  const words = [...run.text.matchAll(/[^ ]+/g)].map(({ 0: word, index }) => {
    const xs = Array.from(word, (_, offset) => (index + offset) * CELL.width).join(" ");
    return `<text x="${xs}" y="${CELL.baseline}">${escapeXml(word)}</text>`;
  });
  return (
    `<g transform="translate(${x} ${y})${width * height > 1 ? ` scale(${width} ${height})` : ""}" ` +
    `fill="${invert ? "#fff" : INK}"${bold ? ' font-weight="bold"' : ""}>` +
    (invert ? `<rect width="${span}" height="${CELL.height}" fill="${INK}"/>` : "") +
    words.join("") +
    (underline ? `<rect y="${CELL.baseline + 3}" width="${span}" height="1"/>` : "") +
    "</g>"
  );
}

function drawQr(qr: Extract<Mark, { kind: "qr" }>, dots: number): Drawing {
  const matrix = qrMatrix(qr.data, qr.correction);
  const side = (matrix?.modules ?? 0) * qr.moduleSize;
  if (matrix === undefined || side > dots)
    return drawNote(`QR code of ${qr.data.length} characters does not fit`, dots);
  let path = "";
  for (let row = 0; row < matrix.modules; row++)
    for (let column = 0; column < matrix.modules; column++)
      if (matrix.isDark(row, column)) path += `M${column} ${row}h1v1h-1z`;
  const place = `translate(${indent(qr.align, side, dots)} 0) scale(${qr.moduleSize})`;
  // Modules that touch must not show seams when the picture is scaled.
  const svg = `<path transform="${place}" fill="${INK}" shape-rendering="crispEdges" d="${path}"/>`;
  return { svg, height: side + LINE_GAP };
}

function drawCut(dots: number): Drawing {
  const line = `x1="${-MARGIN}" x2="${dots + MARGIN}" y1="12" y2="12"`;
  return {
    svg: `<line ${line} stroke="#9a9a9a" stroke-width="2" stroke-dasharray="10 8"/>`,
    height: 24,
  };
}

/** What is not on a real ticket is red. */
function drawNote(note: string, dots: number): Drawing {
  const fitting = Math.floor((dots - 16) / 9);
  const text = note.length > fitting ? `${note.slice(0, fitting - 1)}…` : note;
  const svg =
    `<rect y="2" width="${dots}" height="26" rx="4" fill="#fdecea" stroke="#c62828"/>` +
    `<text x="8" y="20" font-size="14" fill="#c62828">${escapeXml(text)}</text>`;
  return { svg, height: LINE_FEED };
}

function indent(align: Align, width: number, dots: number): number {
  const room = Math.max(0, dots - width);
  return align === "left" ? 0 : align === "right" ? room : Math.floor(room / 2);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);
}
