/** `service install | uninstall | print-unit`. */
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { chownSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Options } from "../cli/arguments.ts";
import { CommandFailed, misuse } from "../cli/command-failed.ts";
import { SETTINGS_FILE } from "../cli/settings.ts";
import {
  launchdPlist,
  SERVICE,
  systemdUnit,
  windowsService,
  type Installation,
} from "./unit-files.ts";

const USER = "printermaster";
const FOLDER = `/var/lib/${SERVICE}`;
const UNIT = `/etc/systemd/system/${SERVICE}.service`;
const WANTED_GROUPS = ["lp", "dialout"];
const platforms: Readonly<Record<string, (installation: Installation) => string>> = {
  linux: systemdUnit,
  mac: launchdPlist,
  windows: windowsService,
};

export async function service(word: string, { platform, root = "" }: Options): Promise<void> {
  const isLinux = (platform ?? "linux") === "linux";
  switch (word) {
    case "print-unit":
      return void process.stdout.write(unitFor(platform ?? ownPlatform()));
    case "install":
      if (!isLinux || process.platform !== "linux") throw elsewhere();
      return install(root);
    case "uninstall":
      if (!isLinux || process.platform !== "linux") throw elsewhere();
      return uninstall(root);
    default:
      throw misuse(`service knows install, uninstall and print-unit, not ${word}`);
  }
}

const ownPlatform = () =>
  process.platform === "win32" ? "windows" : process.platform === "darwin" ? "mac" : "linux";

function unitFor(platform: string): string {
  const unit = platforms[platform];
  if (!unit) throw misuse(`--platform is one of ${Object.keys(platforms).join(", ")}`);
  return unit(installation());
}

function installation(): Installation {
  const groups = existsSync("/etc/group") ? readFileSync("/etc/group", "utf8") : "";
  return {
    node: process.execPath,
    program: fileURLToPath(new URL("../printermaster-agent.js", import.meta.url)),
    settingsFile: SETTINGS_FILE,
    folder: process.env["PM_DATA_DIR"] ?? FOLDER,
    user: USER,
    groups: WANTED_GROUPS.filter((group) => groups.includes(`\n${group}:`)),
  };
}

const elsewhere = () =>
  new CommandFailed(
    "not-here",
    "only systemd is set up by this command",
    "`service print-unit --platform mac|windows` writes what those systems want, untested there",
  );

/** Under another root nothing is started: that is how a package is made, and how this is tried. */
function install(root: string): void {
  const { folder, ...rest } = installation();
  if (root === "" && process.getuid?.() !== 0) throw notRoot();
  if (root === "") addUser();
  mkdirSync(join(root, folder), { recursive: true, mode: 0o700 });
  writeSettings(join(root, SETTINGS_FILE));
  put(join(root, UNIT), systemdUnit({ folder, ...rest }), 0o644);
  say(`Wrote ${join(root, UNIT)}`);
  if (root !== "") return;
  giveTo(folder);
  systemctl(["daemon-reload"]);
  systemctl(["enable", "--now", SERVICE]);
  say(`Runs now, and from the next start on. See: systemctl status ${SERVICE}`);
}

function uninstall(root: string): void {
  if (root === "" && process.getuid?.() !== 0) throw notRoot();
  if (!existsSync(join(root, UNIT)))
    throw new CommandFailed("not-installed", `there is no ${join(root, UNIT)}`);
  if (root === "") systemctl(["disable", "--now", SERVICE]);
  rmSync(join(root, UNIT));
  if (root === "") systemctl(["daemon-reload"]);
  say(
    `Removed ${join(root, UNIT)}. Settings, key and spool are still there: ${SETTINGS_FILE}, ${FOLDER}`,
  );
}

/** What this command was told is what the service is told; a file that is there already is somebody's. */
function writeSettings(file: string): void {
  if (existsSync(file)) return say(`Kept ${file}`);
  const own = Object.entries(process.env).filter(
    ([name]) => name.startsWith("PM_") && name !== "PM_DATA_DIR",
  );
  const all = { PM_INSTANCE: SERVICE, ...Object.fromEntries(own) };
  // Single quotes, as PM_PRINTERS is JSON: systemd and Node's own reader take both as they are.
  put(
    file,
    Object.entries(all)
      .map(([name, value]) => `${name}='${value}'\n`)
      .join(""),
    0o600,
  );
  say(`Wrote ${file}: look at it`);
}

function put(file: string, content: string, mode: number): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content, { mode });
  chmodSync(file, mode);
}

function addUser(): void {
  if (readFileSync("/etc/passwd", "utf8").includes(`${USER}:`)) return;
  run("useradd", ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER]);
}

function giveTo(folder: string): void {
  const passwd = readFileSync("/etc/passwd", "utf8");
  const [, uid, gid] = new RegExp(`^${USER}:[^:]*:(\\d+):(\\d+):`, "m").exec(passwd) ?? [];
  chownSync(folder, Number(uid), Number(gid));
}

const systemctl = (words: readonly string[]): void => run("systemctl", words);

function run(program: string, words: readonly string[]): void {
  try {
    execFileSync(program, words, { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer };
    const why = stderr?.toString().trim() || (error as Error).message;
    const command = [program, ...words].join(" ");
    throw new CommandFailed(
      "service-not-set-up",
      `${command}: ${why}`,
      `put it right, then run ${command}`,
    );
  }
}

const notRoot = () =>
  new CommandFailed(
    "not-root",
    "a service is installed as root",
    "sudo, or --root FOLDER to look at the files",
  );

const say = (line: string): void => void process.stdout.write(`${line}\n`);
