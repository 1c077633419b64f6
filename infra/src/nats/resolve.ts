import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheDir } from "../paths.ts";
import { aptApplies, fromApt } from "./apt.ts";
import { fromGo } from "./go-install.ts";
import { findOnPath, isExecutable } from "./path-search.ts";
import { fromRelease } from "./release.ts";
import { type FetchSource } from "./source.ts";
import { isRecentEnough, natsVersion } from "./version.ts";

export type NatsBinary = { path: string; version: string; origin: string };

export type ResolveOptions = {
  env?: NodeJS.ProcessEnv;
  folder?: string;
  sources?: readonly FetchSource[];
  log?: (line: string) => void;
};

const fetchSources: readonly FetchSource[] = [
  { origin: "release on GitHub", applies: () => process.platform !== "win32", fetch: fromRelease },
  { origin: "package of the distribution", applies: aptApplies, fetch: fromApt },
  { origin: "go install", applies: () => findOnPath("go") !== undefined, fetch: fromGo },
];

/** Finds a nats-server that is new enough, or brings one into the cache. */
export async function resolveNatsServer(options: ResolveOptions = {}): Promise<NatsBinary> {
  const { env = process.env, folder = join(cacheDir, "nats"), log = console.error } = options;
  const named = env["NATS_SERVER_BIN"];
  if (named) return required(named);
  const onPath = findOnPath("nats-server", env["PATH"]);
  const installed = onPath && (await usable(onPath, "PATH", log));
  if (installed) return installed;
  const cached = await fromCache(folder);
  if (cached) return cached;
  for (const source of options.sources ?? fetchSources) {
    const fetched = await tryFetch(source, folder, log);
    if (fetched) return fetched;
  }
  throw new Error(HELP);
}

// An explicit choice that does not work is an error: nobody wants to be silently given another one.
async function required(path: string): Promise<NatsBinary> {
  const version = await natsVersion(path);
  if (version === undefined)
    throw new Error(`NATS_SERVER_BIN=${path} does not answer --version like a nats-server`);
  if (!isRecentEnough(version))
    throw new Error(`NATS_SERVER_BIN=${path} is ${version}; 2.12 or newer is needed`);
  return { path, version, origin: "NATS_SERVER_BIN" };
}

async function usable(
  path: string,
  origin: string,
  log: (line: string) => void,
): Promise<NatsBinary | undefined> {
  const version = await natsVersion(path);
  if (version !== undefined && isRecentEnough(version)) return { path, version, origin };
  log(`nats-server: ${path} is ${version ?? "not usable"}; 2.12 or newer is needed`);
  return undefined;
}

const binaryName = process.platform === "win32" ? "nats-server.exe" : "nats-server";

// The note is written last, so a binary without one is a half-finished fetch. Its version was asked then, not now:
// starting a cached server should not cost a process.
async function fromCache(folder: string): Promise<NatsBinary | undefined> {
  const path = join(folder, binaryName);
  try {
    const note = JSON.parse(await readFile(join(folder, "origin.json"), "utf8")) as NatsBinary;
    return isExecutable(path) ? { ...note, path } : undefined;
  } catch {
    return undefined;
  }
}

async function tryFetch(
  { origin, applies, fetch }: FetchSource,
  folder: string,
  log: (line: string) => void,
): Promise<NatsBinary | undefined> {
  if (!(await applies())) return undefined;
  await mkdir(folder, { recursive: true });
  const target = join(folder, `.fetched-${process.pid}`);
  log(`nats-server: trying ${origin}…`);
  try {
    await fetch({ folder, target });
    await chmod(target, 0o755);
    return await keep(target, origin, folder, log);
  } catch (error) {
    log(`nats-server: not from ${origin}: ${(error as Error).message.split("\n")[0]}`);
    return undefined;
  } finally {
    await rm(target, { force: true });
  }
}

async function keep(
  target: string,
  origin: string,
  folder: string,
  log: (line: string) => void,
): Promise<NatsBinary | undefined> {
  const found = await usable(target, origin, log);
  if (!found) return undefined;
  const path = join(folder, binaryName);
  await rename(target, path);
  const note = join(folder, `.origin-${process.pid}`);
  await writeFile(note, JSON.stringify({ version: found.version, origin }, null, 2) + "\n");
  await rename(note, join(folder, "origin.json"));
  log(`nats-server: ${found.version} from ${origin}`);
  return { ...found, path };
}

const HELP = `no nats-server (2.12 or newer) was found or could be fetched. Any of these ways helps:
  - install it from your system's packages or https://nats.io/download, so that it is on PATH
  - set NATS_SERVER_BIN to the path of a nats-server
  - set NATS_URL to a NATS server with JetStream that already runs
  - install Go and start again: it will be built from source`;
