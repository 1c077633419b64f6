/** Files inside a document, as base64. What is too large is refused by its first bytes, before anything unpacks it. */
import { z } from "zod";

/** Paper of full width and half a metre; a picture of a telephone has twelve million. */
export const MOST_PIXELS = 2_000_000;
const MOST_SIDE = 8_192;

/** As large as documents may be: `MAX_DOCUMENT_BYTES` bounds them all. */
const Bytes = z.base64().min(4);

const PNG_BEGINNING = "89504e470d0a1a0a0000000d49484452";
/** The beginning, width and height. */
const PNG_HEAD = 24;

export const PngData = Bytes.superRefine((data, context) => {
  const wrong = whyNotPng(beginningOf(data, PNG_HEAD));
  if (wrong) context.addIssue({ code: "custom", message: wrong });
});

export const PdfData = Bytes.refine(
  (data) => String.fromCharCode(...beginningOf(data, 5)) === "%PDF-",
  "not a PDF",
);

export const RawData = Bytes;

function whyNotPng(head: Uint8Array): string | undefined {
  const hex = Array.from(head.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0"));
  if (head.length < PNG_HEAD || hex.join("") !== PNG_BEGINNING) return "not a PNG";
  const view = new DataView(head.buffer);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width === 0 || height === 0) return "a picture without pixels";
  if (width > MOST_SIDE || height > MOST_SIDE || width * height > MOST_PIXELS)
    return `larger than ${MOST_PIXELS} pixels or ${MOST_SIDE} on a side: ${width} x ${height}`;
  return undefined;
}

function beginningOf(base64: string, bytes: number): Uint8Array {
  const head = atob(base64.slice(0, Math.ceil(bytes / 3) * 4));
  return Uint8Array.from(head.slice(0, bytes), (char) => char.charCodeAt(0));
}
