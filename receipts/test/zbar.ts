/** What zbar, which nobody here wrote, reads in a picture; where it is not installed, its tests are skipped and say so by their names. */
import { spawnSync } from "node:child_process";

export const hasZbar = spawnSync("zbarimg", ["--version"]).status === 0;

const OPTIONS = ["-Sean13.enable", "-Sisbn13.disable", "-Scodabar.enable"];

export function readByZbar(png: Uint8Array): string {
  const { stdout } = spawnSync("zbarimg", ["--quiet", "--raw", ...OPTIONS, "png:-"], {
    input: png,
  });
  return stdout.toString().trim();
}
