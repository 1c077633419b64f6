export { composeDocument } from "./compose-document.ts";
export { createDecoder, decodeEscPos } from "./decode-escpos.ts";
export type { Decoder, DecoderOptions } from "./decode-escpos.ts";
export { isBlank, textLines, tickets } from "./display-list.ts";
export type { Align, DisplayList, Item, Mark, Run, Style } from "./display-list.ts";
export { renderPng } from "./render-png.ts";
export { renderSvg } from "./render-svg.ts";
export type { PictureOptions } from "./render-svg.ts";
export { testPage } from "./test-page.ts";
