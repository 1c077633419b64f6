// What pictures are made of; one unit is one dot of the print head.
import type { Align, Area } from "./display-list.ts";

export const MARGIN = 32;
export const INK = "#1a1a1a";
/** What is not on a real ticket. */
const RED = "#c62828";
const GREY = "#9a9a9a";

export type Drawing = { svg: string; height: number };

export function indent(align: Align, width: number, area: Area): number {
  const room = Math.max(0, area.width - width);
  return area.left + (align === "left" ? 0 : align === "right" ? room : Math.floor(room / 2));
}

export function drawCut(dots: number): Drawing {
  const line = `x1="${-MARGIN}" x2="${dots + MARGIN}" y1="12" y2="12"`;
  return {
    svg: `<line ${line} stroke="${GREY}" stroke-width="2" stroke-dasharray="10 8"/>`,
    height: 24,
  };
}

export const drawWarning = (text: string, dots: number): Drawing => note(text, dots, RED);
/** What happened beside the paper. */
export const drawBadge = (text: string, dots: number): Drawing => note(text, dots, "#5f6b7a");

function note(text: string, dots: number, colour: string): Drawing {
  const fitting = Math.floor((dots - 16) / 9);
  const shown = text.length > fitting ? `${text.slice(0, fitting - 1)}…` : text;
  const svg =
    `<rect y="2" width="${dots}" height="26" rx="4" fill="${colour}" fill-opacity="0.08" stroke="${colour}"/>` +
    `<text x="8" y="20" font-size="14" fill="${colour}">${escapeXml(shown)}</text>`;
  return { svg, height: 30 };
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);
}
