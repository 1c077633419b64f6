import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { expected, repoRoot } from "./place.mjs";

/** The script behind a dependency's command. */
export function tool(name, command) {
  const folder = join(repoRoot, "node_modules", name);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[command]);
}

/** An npm command under the given Node: the npm that started us, else the one on PATH. */
export function npm(node, args, cwd) {
  const started = process.env.npm_execpath ?? "";
  const quiet = ["--no-audit", "--no-fund", "--no-progress", "--loglevel=error"];
  if (/npm-cli\.c?js$/.test(started))
    return { command: node, args: [started, ...args, ...quiet], cwd };
  const command = process.platform === "win32" ? "npm.cmd" : "npm";
  return { command, args: [...args, ...quiet], cwd, shell: process.platform === "win32" };
}

/** Runs a long step out of sight, tells how long it takes, and shows its output only if it fails. */
export async function withProgress(title, { command, args, cwd = repoRoot, shell = false }) {
  const began = Date.now();
  const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`;
  const line = (text) => process.stdout.write(process.stdout.isTTY ? `\r${text} ` : `${text}\n`);
  line(`${title}…`);
  const ticking = setInterval(
    () => line(`${title}… ${seconds()}`),
    process.stdout.isTTY ? 1_000 : 15_000,
  );
  const { code, output } = await collect(
    spawn(command, args, { cwd, shell, stdio: ["ignore", "pipe", "pipe"] }),
  );
  clearInterval(ticking);
  if (code !== 0) throw expected(`\n${output}\n${title}: failed after ${seconds()} (exit ${code})`);
  line(`${title}: done in ${seconds()}${process.stdout.isTTY ? "\n" : ""}`);
}

/** Runs a step in the foreground, hands signals on, and answers its exit code. */
export function passThrough(node, args) {
  // A channel lets the launcher notice that we are gone, even by SIGKILL.
  const child = spawn(node, args, {
    cwd: repoRoot,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  const handOn = onceASecond((signal) => child.kill(signal));
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, handOn);
  const orphaned = watchParent(() => child.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      for (const name of signals) process.off(name, handOn);
      clearInterval(orphaned);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

// A signal to npm reaches its shell and not us: all we see is that we have another parent.
function watchParent(gone) {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const watching = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watching);
    gone();
  }, 500);
  return watching.unref();
}

// One Ctrl-C arrives twice, from the terminal and from npm, and must not count as the second that kills.
function onceASecond(act) {
  let last = 0;
  return (signal) => {
    if (Date.now() - last < 1_000) return;
    last = Date.now();
    act(signal);
  };
}

function collect(child) {
  let output = "";
  const takeAlong = () => child.kill();
  process.once("exit", takeAlong);
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: 127, output: error.message }));
    child.once("close", (code) => {
      process.off("exit", takeAlong);
      resolve({ code: code ?? 1, output });
    });
  });
}
