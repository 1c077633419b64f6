/** Redis where it is not installed: the distribution's own package, unpacked into the cache. Nothing is installed. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const folder = join(import.meta.dirname, "../../../.cache/redis");
const PATIENCE_MS = 60_000;

export interface RedisProgram {
  readonly path: string;
  /** Where libraries lie that came with it. */
  readonly libraries?: string;
}

/** Undefined where there is none and none can be fetched. */
export async function findRedis(say: (line: string) => void): Promise<RedisProgram | undefined> {
  if (await answers({ path: "redis-server" })) return { path: "redis-server" };
  const cached = cachedProgram();
  if (cached && (await answers(cached))) return cached;
  try {
    say("fetching redis from the distribution's packages");
    await fetchPackages();
    const fetched = cachedProgram();
    return fetched && (await answers(fetched)) ? fetched : undefined;
  } catch (error) {
    say(`no redis-server: ${(error as Error).message.split("\n")[0]}`);
    return undefined;
  }
}

export async function versionOf({ path, libraries }: RedisProgram): Promise<string> {
  const env = { ...process.env, ...(libraries && { LD_LIBRARY_PATH: libraries }) };
  const { stdout } = await run(path, ["--version"], { env });
  return /v=(\S+)/.exec(stdout)?.[1] ?? "unknown";
}

const answers = (program: RedisProgram): Promise<boolean> =>
  versionOf(program).then(
    () => true,
    () => false,
  );

function cachedProgram(): RedisProgram | undefined {
  const path = join(folder, "redis-server");
  return existsSync(path) ? { path, libraries: join(folder, "libraries") } : undefined;
}

/** The server is another name of a program in `redis-tools`; with it come the libraries that this machine lacks. */
async function fetchPackages(): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}-`);
  try {
    const { stdout } = await run("apt-cache", ["depends", "redis-tools"]);
    const needed = [...stdout.matchAll(/^ {2}Depends: (lib\S+)$/gm)].map(([, name]) => name!);
    const missing = [];
    for (const name of needed) if (!(await isInstalled(name))) missing.push(name);
    const download = ["-q", "-o", "APT::Sandbox::User=root", "download", "redis-tools", ...missing];
    await run("apt-get", download, { cwd: work, timeout: PATIENCE_MS });
    for (const name of await readdir(work))
      if (name.endsWith(".deb")) await run("dpkg-deb", ["-x", name, "all"], { cwd: work });
    const usr = join(work, "all", "usr");
    const library = (await readdir(join(usr, "lib"))).find((name) => name.includes("linux"));
    await rm(folder, { recursive: true, force: true });
    await rename(usr, folder);
    await symlink(join("bin", "redis-check-rdb"), join(folder, "redis-server"));
    if (library) await symlink(join("lib", library), join(folder, "libraries"));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function isInstalled(name: string): Promise<boolean> {
  const status = await run("dpkg-query", ["-W", "-f", "${Status}", name]).catch(() => undefined);
  return status?.stdout.endsWith(" installed") ?? false;
}
