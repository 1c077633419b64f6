/** What emupos, a decoder that nobody here wrote, reads in streams of ESC/POS. Where Python has no emupos, its tests are skipped and say so. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** Another Python than the usual one: `python3 -m venv v && v/bin/pip install emupos==0.4.0`, which wants Python 3.13. */
const python = process.env["PM_EMUPOS_PYTHON"] ?? "python3";
const program = fileURLToPath(new URL("read_by_emupos.py", import.meta.url));

export const hasEmupos = spawnSync(python, ["-c", "import emupos.printer.escpos"]).status === 0;

const Look = z.object({
  font: z.string(),
  bold: z.boolean(),
  underline: z.number(),
  invert: z.boolean(),
  width: z.number(),
  height: z.number(),
});
const Run = z.object({ text: z.string(), left: z.number(), end: z.number(), look: Look });
export const Read = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("line"), align: z.string(), runs: z.array(Run) }),
  z.object({
    kind: z.literal("block"),
    align: z.string(),
    text: z.string(),
    width: z.number(),
    height: z.number(),
    rows: z.base64(),
  }),
  z.object({ kind: z.literal("cut") }),
  z.object({ kind: z.literal("drawer"), pin: z.number() }),
  z.object({ kind: z.literal("unknown"), what: z.string() }),
]);
export type Read = z.infer<typeof Read>;

export interface Stream {
  readonly columns: number;
  readonly bytes: Uint8Array;
}

export function readByEmupos(streams: readonly Stream[]): Read[][] {
  const asked = streams.map(({ columns, bytes }) =>
    JSON.stringify({ columns, bytes: Buffer.from(bytes).toString("base64") }),
  );
  const run = spawnSync(python, [program], {
    input: asked.join("\n"),
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  const [, ...lines] = run.stdout.trimEnd().split("\n");
  return lines.map((line) => z.array(Read).parse(JSON.parse(line)));
}
