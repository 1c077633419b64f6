/** What a ticket says: lines that name their key, so that torn paper still tells whose it was. */
import { createHash } from "node:crypto";

/** Narrower than the narrowest paper, so that no line is ever broken in two. */
const LINE = /PM ([a-z0-9]+) (\d+)\/(\d+) [a-f0-9]{8}/g;

/** `edition` tells apart what is sent under one key. */
export function ticketText(key: string, lines: number, edition = 1): string {
  return Array.from({ length: lines }, (_, index) => {
    const fill = sha(`${key} ${index} ${edition}`).slice(0, 8);
    return `PM ${key} ${index + 1}/${lines} ${fill}`;
  }).join("\n");
}

export interface Said {
  /** Of its first line. */
  readonly key: string | undefined;
  readonly body: string;
}

/** Reads paper and documents alike: what is not one of our lines is the printer's own, or an address, or a mark. */
export function said(text: string): Said {
  const lines = [...text.matchAll(LINE)];
  return { key: lines[0]?.[1], body: sha(lines.map(([line]) => line).join("\n")).slice(0, 16) };
}

const sha = (text: string): string => createHash("sha256").update(text).digest("hex");
