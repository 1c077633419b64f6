import { execFileSync } from "node:child_process";
import { chownSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { findOnPath } from "../nats/path-search.ts";

/** Who runs the PostgreSQL programs, which refuse to run as root. */
export type Account = {
  command(program: string, args: readonly string[]): [string, string[]];
  /** Gives a file or folder that we have made to whom it is for. */
  own(path: string): void;
};

/** Ourselves; or, when we are root, the system's user `postgres` or else `nobody`. */
export function postgresAccount(folders: readonly string[]): Account {
  if (process.getuid?.() !== 0)
    return { command: (program, args) => [program, [...args]], own: () => {} };
  if (findOnPath("setpriv") === undefined) throw new Error(NEEDS_A_USER);
  const { uid, gid } = unprivileged();
  const become = [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", ...capabilities(folders)];
  return {
    command: (program, args) => ["setpriv", [...become, "--", program, ...args]],
    own: (path) => chownSync(path, uid, gid),
  };
}

const NEEDS_A_USER =
  "PostgreSQL does not run as root, and there is no setpriv here to run it as somebody else: " +
  "work as an ordinary user, or set DATABASE_URL";

// Below a private folder such as /root the account could not even reach its programs. One capability, to pass
// folders whatever their mode, is less than running as root and needs no copies elsewhere. The securebit makes
// access(2), with which initdb looks for its programs, honour it.
const PASS_FOLDERS = [
  "--securebits=+no_setuid_fixup",
  "--inh-caps=-all,+dac_override",
  "--ambient-caps=+dac_override",
];

const capabilities = (folders: readonly string[]): string[] =>
  folders.every(reachableByAll) ? [] : PASS_FOLDERS;

function reachableByAll(folder: string): boolean {
  if ((statSync(folder).mode & 0o001) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || reachableByAll(parent);
}

function unprivileged(): { uid: number; gid: number } {
  for (const name of ["postgres", "nobody"]) {
    try {
      return { uid: idOf("-u", name), gid: idOf("-g", name) };
    } catch {
      // no such user here
    }
  }
  throw new Error(
    "PostgreSQL does not run as root, and this system has neither a user postgres nor nobody",
  );
}

const idOf = (flag: string, name: string): number =>
  Number(
    execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
  );
