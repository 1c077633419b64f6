import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** Says where it is written: to the file that was asked for, else by this name. */
export async function writeResults(
  folder: string,
  name: string,
  results: unknown,
  asked: string | undefined,
): Promise<string> {
  const file = asked === undefined ? join(folder, name) : resolve(asked);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(results, undefined, 2) + "\n");
  return file;
}
