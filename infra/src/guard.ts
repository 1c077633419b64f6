// Stands between the launcher and a program that knows nothing of us (nats-server, postgres): when the launcher
// disappears, even by SIGKILL, the IPC channel breaks and the program is ended.
// Usage: node guard.ts <stop signal> <command> [args…]
import { spawn } from "node:child_process";

const [stopSignal = "SIGTERM", command = "", ...args] = process.argv.slice(2);
const KILL_AFTER_MS = 6_000;

// Its own process group: a Ctrl-C on the terminal must reach the launcher only, which stops things in order.
const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"], detached: true });

let ending = false;
function end(): void {
  if (ending) return;
  ending = true;
  child.kill(stopSignal as NodeJS.Signals);
  setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MS).unref();
}

child.once("spawn", () => process.send?.({ pid: child.pid }));
child.once("error", (error) => {
  console.error(error.message);
  process.exit(127);
});
child.once("exit", (code, signal) => process.exit(code ?? (signal === stopSignal ? 0 : 1)));
process.on("SIGTERM", end);
process.on("disconnect", end);
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});
if (!process.connected) end();
