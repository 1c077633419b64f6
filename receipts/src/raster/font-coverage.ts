/** Which characters a font has: the cmap table of a TrueType file (OpenType specification, formats 4 and 12). */
export function coverageOf(font: Uint8Array): (codePoint: number) => boolean {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const ranges = rangesOf(view, tableOf(view, "cmap"));
  return (codePoint) => ranges.some(([from, to]) => codePoint >= from && codePoint <= to);
}

type Range = readonly [from: number, to: number];

function tableOf(view: DataView, tag: string): number {
  const wanted = Buffer.from(tag).readUInt32BE();
  for (let index = 0; index < view.getUint16(4); index++)
    if (view.getUint32(12 + index * 16) === wanted) return view.getUint32(12 + index * 16 + 8);
  throw new Error(`this font has no ${tag} table`);
}

function rangesOf(view: DataView, cmap: number): Range[] {
  const tables = Array.from(
    { length: view.getUint16(cmap + 2) },
    (_, index) => cmap + view.getUint32(cmap + 8 + index * 8),
  );
  const full = tables.find((table) => view.getUint16(table) === 12);
  if (full !== undefined) return groups(view, full);
  const basic = tables.find((table) => view.getUint16(table) === 4);
  return basic === undefined ? [] : segments(view, basic);
}

function groups(view: DataView, table: number): Range[] {
  return Array.from({ length: view.getUint32(table + 12) }, (_, index) => {
    const at = table + 16 + index * 12;
    return [view.getUint32(at), view.getUint32(at + 4)] as const;
  });
}

function segments(view: DataView, table: number): Range[] {
  const doubled = view.getUint16(table + 6);
  return Array.from({ length: doubled / 2 }, (_, index) => {
    const end = table + 14 + index * 2;
    return [view.getUint16(end + doubled + 2), view.getUint16(end)] as const;
  });
}
