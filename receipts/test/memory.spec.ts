// A bug here would look like this: an agent on a small computer that is killed by a photograph, or a gateway by a list of two thousand lines.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);

/** Megabytes that a process of its own came to need at most, beyond what a receipt of one line needs. */
const grownBy = async (document: string): Promise<{ told: string; megabytes: number }> => {
  const program = `
    import { deflateSync, crc32 } from "node:zlib";
    import { composeDocument, decodeEscPos, renderSvg } from "@printermaster/receipts";
    import { DEFAULT_PRINTER_PROFILE, PrintDocument } from "@printermaster/contracts";
    const chunk = (type, data) => {
      const typed = Buffer.concat([Buffer.from(type), data]);
      const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
      length.writeUInt32BE(data.length);
      sum.writeUInt32BE(crc32(typed));
      return Buffer.concat([length, typed, sum]);
    };
    /** One bit a dot, so that making it needs little. */
    const png = (width, height) => {
      const head = Buffer.alloc(13);
      head.writeUInt32BE(width, 0);
      head.writeUInt32BE(height, 4);
      head[8] = 1;
      const rows = deflateSync(Buffer.alloc((1 + width / 8) * height));
      const magic = Buffer.from("89504e470d0a1a0a", "hex");
      const file = [magic, chunk("IHDR", head), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))];
      return Buffer.concat(file).toString("base64");
    };
    const printed = async (document) => {
      const { success, data, error } = PrintDocument.safeParse(document);
      if (!success) return error.message;
      renderSvg(decodeEscPos(await composeDocument(data, DEFAULT_PRINTER_PROFILE)));
      return "printed";
    };
    await printed({ kind: "text", text: "قهوة" });
    const before = process.resourceUsage().maxRSS;
    const told = await printed(${document});
    console.log(JSON.stringify({ told, megabytes: (process.resourceUsage().maxRSS - before) / 1024 }));`;
  const options = ["--conditions=@printermaster/source", "--input-type=module", "--eval", program];
  const { stdout } = await run(process.execPath, options, { cwd: new URL("..", import.meta.url) });
  return JSON.parse(stdout) as { told: string; megabytes: number };
};

// Measured: nothing, 24, nothing, 8 and 180.
test.each([
  ["ten megapixels", "refused", '{ kind: "png", data: png(4000, 2500) }', "larger than", 30],
  ["two megapixels", "printed", '{ kind: "png", data: png(1600, 1250) }', "printed", 100],
  ["2,000 lines", "refused", '{ kind: "text", text: "a\\n".repeat(2000) }', "more than 1500", 30],
  ["990 lines", "printed", '{ kind: "text", text: "a\\n".repeat(990) }', "printed", 60],
  [
    "990 lines to be drawn",
    "printed",
    '{ kind: "text", text: "قهوة\\n".repeat(990) }',
    "printed",
    450,
  ],
])(
  "%s are %s without a spike",
  async (_, __, document, told, most) => {
    const result = await grownBy(document);
    expect(result.told).toContain(told);
    expect(result.megabytes).toBeLessThan(most);
  },
  60_000,
);
