import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);

/** The same picture on every machine: only the bundled font is used. Native code is loaded at the first call. */
export async function renderPng(svg: string): Promise<Uint8Array> {
  const { renderAsync } = await import("@resvg/resvg-js");
  const image = await renderAsync(svg, {
    font: {
      loadSystemFonts: false,
      fontFiles: ["DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"].map((file) =>
        resolve(`dejavu-fonts-ttf/ttf/${file}`),
      ),
      defaultFontFamily: "DejaVu Sans Mono",
      monospaceFamily: "DejaVu Sans Mono",
    },
  });
  return image.asPng();
}
