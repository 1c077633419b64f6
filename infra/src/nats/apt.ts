import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { machineSources, type AptSource } from "./apt-sources.ts";
import { findOnPath } from "./path-search.ts";
import { Unavailable, type Fetch } from "./source.ts";
import { isRecentEnough } from "./version.ts";

const run = promisify(execFile);

// Where each distribution keeps the packages of its next release, and the keyring that signs them.
const NEXT: Readonly<Record<string, { suite: string; component: string; keyring: string }>> = {
  debian: {
    suite: "testing",
    component: "main",
    keyring: "/usr/share/keyrings/debian-archive-keyring.gpg",
  },
  ubuntu: {
    suite: "devel",
    component: "universe",
    keyring: "/usr/share/keyrings/ubuntu-archive-keyring.gpg",
  },
};

export const aptApplies = (): boolean =>
  process.platform === "linux" &&
  ["apt-get", "apt-cache", "dpkg-deb"].every((tool) => findOnPath(tool) !== undefined);

/** The distribution's own package: from the installed suite if new enough, else from the next one. Nothing is installed. */
export const fromApt: Fetch = async ({ folder, target }) => {
  const work = await mkdtemp(join(folder, "apt-"));
  try {
    const options = (await machineCandidateFits()) ? [] : await privateState(work);
    await apt([...options, "download", "nats-server"], work);
    const deb = (await readdir(work)).find((name) => name.endsWith(".deb"));
    if (deb === undefined) throw new Unavailable("apt-get downloaded nothing");
    await run("dpkg-deb", ["-x", deb, "unpacked"], { cwd: work });
    await copyFile(await binaryIn(join(work, "unpacked", "usr")), target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

/** The mirror this machine uses for the distribution itself, not for add-ons. */
export function mirrorOf(sources: readonly AptSource[], codename: string): AptSource | undefined {
  return sources.find(({ suite, components }) => suite === codename && components.includes("main"));
}

async function machineCandidateFits(): Promise<boolean> {
  const { stdout } = await run("apt-cache", ["policy", "nats-server"]);
  const candidate = /Candidate: (?:\d+:)?(\S+)/.exec(stdout)?.[1];
  return candidate !== undefined && candidate !== "(none)" && isRecentEnough(candidate);
}

/** Lists of the next suite in a folder of our own, so that no right and no state of the machine is touched. */
async function privateState(work: string): Promise<string[]> {
  const { id, codename } = await distribution();
  const next = NEXT[id];
  if (next === undefined) throw new Unavailable(`no known package of ${id || "this distribution"}`);
  const mirror = mirrorOf(await machineSources(), codename);
  if (mirror === undefined)
    throw new Unavailable(`no mirror for ${id} ${codename} among apt's sources`);
  await mkdir(join(work, "state/lists/partial"), { recursive: true });
  await mkdir(join(work, "cache/archives/partial"), { recursive: true });
  const keyring = mirror.signedBy ?? next.keyring;
  await writeFile(
    join(work, "next.sources"),
    `Types: deb\nURIs: ${mirror.uri}\nSuites: ${next.suite}\nComponents: ${next.component}\nSigned-By: ${keyring}\n`,
  );
  const options = aptOptions(work);
  await apt([...options, "update"], work);
  return options;
}

function aptOptions(work: string): string[] {
  const settings = {
    "Dir::State": join(work, "state"),
    "Dir::State::status": "/var/lib/dpkg/status",
    "Dir::Cache": join(work, "cache"),
    "Dir::Etc::SourceList": join(work, "next.sources"),
    "Dir::Etc::SourceParts": "/dev/null",
    // The unprivileged download user cannot enter our folder when root runs this.
    "APT::Sandbox::User": "root",
    "APT::Update::Error-Mode": "any",
    "Acquire::Languages": "none",
    "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
    "Acquire::Retries": "0",
    "Acquire::http::Timeout": "4",
    "Acquire::https::Timeout": "4",
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
}

async function apt(args: string[], cwd: string): Promise<void> {
  try {
    await run("apt-get", ["-q", ...args], {
      cwd,
      timeout: 120_000,
      env: { ...process.env, LC_ALL: "C" },
    });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr ?? "";
    const reason = /^E: (.*)$/m.exec(said)?.[1] ?? "apt-get failed";
    throw new Unavailable(reason, { cause: error });
  }
}

async function distribution(): Promise<{ id: string; codename: string }> {
  const text = await readFile("/etc/os-release", "utf8");
  const field = (name: string): string =>
    new RegExp(`^${name}="?([^"\\n]*)`, "m").exec(text)?.[1] ?? "";
  return { id: field("ID"), codename: field("VERSION_CODENAME") };
}

async function binaryIn(usr: string): Promise<string> {
  const name = (await readdir(usr, { recursive: true })).find((path) =>
    /^s?bin\/nats-server$/.test(path),
  );
  if (name === undefined) throw new Unavailable("the package holds no nats-server");
  return join(usr, name);
}
