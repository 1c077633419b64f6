// PNG files by palette: a receipt has few colours.
import { crc32, deflate, deflateSync } from "node:zlib";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const FAST = { level: 3 };
const BY_PALETTE = 3;

type Head = { readonly width: number; readonly height: number; readonly bits: 1 | 8 };

/** `rows`: of each its filter, then its dots. */
export function pngOf(head: Head, rows: Uint8Array, palette: Uint8Array): Buffer {
  return assembled(head, deflateSync(rows, FAST), palette);
}

/** Of a large one, in another thread. */
export async function pngAside(head: Head, rows: Uint8Array, palette: Uint8Array): Promise<Buffer> {
  const packed = await new Promise<Buffer>((resolve, reject) =>
    deflate(rows, FAST, (error, result) => (error ? reject(error) : resolve(result))),
  );
  return assembled(head, packed, palette);
}

function assembled(head: Head, packed: Uint8Array, palette: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(head.width, 0);
  header.writeUInt32BE(head.height, 4);
  header.set([head.bits, BY_PALETTE], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", palette),
    chunk("IDAT", packed),
    chunk("IEND", new Uint8Array()),
  ]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}
