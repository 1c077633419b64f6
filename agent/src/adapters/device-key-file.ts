/** The agent's own key, in its data folder and nowhere else: readable by its owner only. */
import { DevicePaired, PublicKey } from "@printermaster/contracts";
import type { SigningKey } from "@printermaster/runtime";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync } from "node:fs";
import { fstatSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;

const Key = z.object({ publicKey: PublicKey, privatePem: z.string() });
const DeviceKey = Key.extend({ device: DevicePaired });
export type DeviceKey = z.infer<typeof DeviceKey>;

export class UnsafeKeyFile extends Error {
  override readonly name = "UnsafeKeyFile";
}

export function deviceKeyFile(folder: string) {
  const file = join(folder, "device-key.json");
  /** Of a pairing whose answer has not come: the same key is offered again. */
  const pending = join(folder, "device-key.pending.json");
  return {
    read: (): DeviceKey | undefined => readOwn(file, DeviceKey),
    readPending: (): SigningKey | undefined => readOwn(pending, Key),

    writePending(key: SigningKey): void {
      mkdirSync(folder, { recursive: true });
      writeOwn(pending, key);
    },

    /** From now on this is who the agent is. */
    write(key: DeviceKey): void {
      writeOwn(file, key);
      rmSync(pending, { force: true });
    },
  };
}

function readOwn<T>(file: string, schema: z.ZodType<T>): T | undefined {
  let handle: number;
  try {
    handle = openSync(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const { mode } = fstatSync(handle);
    // Windows knows no such bits.
    if (process.platform !== "win32" && (mode & OTHERS) !== 0)
      throw new UnsafeKeyFile(
        `${file} may be read by others (mode ${(mode & 0o777).toString(8)}): pair this agent anew, or chmod 600 if nobody has`,
      );
    return schema.parse(JSON.parse(readFileSync(handle, "utf8")));
  } finally {
    closeSync(handle);
  }
}

/** Whole or not at all, also when the power goes. */
function writeOwn(file: string, content: unknown): void {
  const next = `${file}.next`;
  rmSync(next, { force: true });
  const handle = openSync(next, "wx", OWNER_ONLY);
  try {
    writeSync(handle, JSON.stringify(content));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(next, file);
}
