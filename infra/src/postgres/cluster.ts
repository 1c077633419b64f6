import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { secret } from "../secrets.ts";
import { postgresAccount, type Account } from "./account.ts";
import { postgresBinaries, type PostgresBinaries } from "./binaries.ts";

const run = promisify(execFile);

export const DATABASE = "printermaster";

export type Cluster = {
  url: (port: number) => string;
  /** The server's command line; `durable: false` is for data that nobody will miss. */
  server: (port: number, options: { durable: boolean }) => [command: string, args: string[]];
};

/** Makes the database cluster of a data folder, if it has none yet. */
export async function prepareCluster(dataDir: string): Promise<Cluster> {
  const binaries = await postgresBinaries();
  await mkdir(dataDir, { recursive: true });
  const account = postgresAccount([binaries.home, dataDir]);
  const password = secret(dataDir, "postgres-password");
  const folder = join(dataDir, "postgres");
  if (!existsSync(folder)) await create(folder, password, account, binaries);
  return {
    url: (port) => `postgres://postgres:${password}@127.0.0.1:${port}/${DATABASE}`,
    server: (port, { durable }) =>
      account.command(binaries.postgres, serverArgs(folder, port, durable)),
  };
}

// Built aside and renamed, so that a folder of this name is always whole.
async function create(
  folder: string,
  password: string,
  account: Account,
  binaries: PostgresBinaries,
): Promise<void> {
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  const passwordFile = `${draft}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  account.own(draft);
  account.own(passwordFile);
  const settings = [
    "--username=postgres",
    "--auth=scram-sha-256",
    "--locale=C",
    "--encoding=UTF8",
    "--no-instructions",
  ];
  const args = ["-D", draft, `--pwfile=${passwordFile}`, "--no-sync", ...settings];
  try {
    await run(...account.command(binaries.initdb, args));
  } finally {
    await rm(passwordFile, { force: true });
  }
  await createDatabase(account.command(binaries.postgres, ["--single", "-D", draft, "postgres"]));
  await rename(draft, folder);
}

// Single-user mode spares a start, a password hand-shake and a driver.
async function createDatabase([command, args]: [string, string[]]): Promise<void> {
  const child = spawn(command, args, { stdio: ["pipe", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stdin.end(`CREATE DATABASE ${DATABASE};\n`);
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`the database could not be created:\n${said}`);
}

function serverArgs(folder: string, port: number, durable: boolean): string[] {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "200",
    ...(durable ? {} : { fsync: "off", full_page_writes: "off", synchronous_commit: "off" }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return ["-D", folder, "-p", String(port), ...flags];
}
