// The picture as dots. Skia reads the SVG, and has only the fonts that are bundled.
import { createRequire } from "node:module";
import { setImmediate as othersTurn } from "node:timers/promises";
import { Palette } from "./palette.ts";
import { pngAside } from "./png-file.ts";
import { FontCase } from "./raster/fonts.ts";
import { loadCanvas } from "./raster/load-canvas.ts";

const { resolve } = createRequire(import.meta.url);
const FAMILY = "DejaVu Sans Mono";
/** Half a million dots take a few milliseconds. */
const ROWS_AT_ONCE = 800;

type Studio = Awaited<ReturnType<typeof setUp>>;
let studio: Promise<Studio> | undefined;

export async function renderPng(svg: string): Promise<Uint8Array> {
  const tools = await (studio ??= setUp());
  const image = await tools.loadImage(Buffer.from(withFonts(svg, tools.fonts)));
  const { width, height } = image;
  const context = tools.createCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  const palette = new Palette();
  const strips: Uint8Array[] = [];
  for (let top = 0; top < height; top += ROWS_AT_ONCE) {
    if (top > 0) await othersTurn();
    const rows = Math.min(ROWS_AT_ONCE, height - top);
    strips.push(palette.rowsOf(context.getImageData(0, top, width, rows).data, width));
  }
  return await pngAside({ width, height, bits: 8 }, Buffer.concat(strips), palette.bytes());
}

async function setUp() {
  const { createCanvas, loadImage, GlobalFonts } = await loadCanvas();
  for (const file of ["DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"])
    GlobalFonts.registerFromPath(resolve(`dejavu-fonts-ttf/ttf/${file}`), FAMILY);
  const fonts = new FontCase((file, family) => GlobalFonts.registerFromPath(file, family));
  return { createCanvas, loadImage, fonts };
}

/** Letters of other senders that DejaVu lacks: Thai, Arabic, ideographs. */
function withFonts(svg: string, fonts: FontCase): string {
  const letters = new Set(svg.match(/[\u0590-\u1fff\u2e80-\uffef]|[\u{10000}-\u{10ffff}]/gu));
  if (letters.size === 0) return svg;
  const families = fonts.familiesFor([...letters].join("")).families.map((name) => `'${name}'`);
  return svg.replace(/font-family="/, `font-family="'${FAMILY}',${families.join()},`);
}
