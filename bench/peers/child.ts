/** Both ends of a process of a peer: its settings go in as one argument, one value comes back when it is ready. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Process } from "../src/loads/contestant.ts";

export interface Child extends Process {
  readonly port: number;
  readonly end: () => Promise<void>;
}

export async function startChild(file: string, settings: object): Promise<Child> {
  const child = fork(join(import.meta.dirname, file), [JSON.stringify(settings)], {
    execArgv: ["--conditions=@printermaster/source"],
    // Nothing of the environment makes a peer talk, or trace.
    env: { PATH: process.env["PATH"], NODE_ENV: "production" },
  });
  const exited = once(child, "exit");
  const early = exited.then(([code]) => {
    throw new Error(`${file} ended with ${String(code)} before it was ready`);
  });
  const [port] = (await Promise.race([once(child, "message"), early])) as [number];
  early.catch(() => {}); // from here on its end is wanted
  return {
    name: file.replace(/\.ts$/, ""),
    pid: child.pid ?? 0,
    port,
    async end() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

/** In the process itself. */
export function settingsOfChild(): unknown {
  // A Ctrl-C reaches the whole group; whoever started us ends us in order, by the channel between us.
  process.on("SIGINT", () => {});
  process.on("disconnect", () => process.exit(0));
  return JSON.parse(process.argv[2] ?? "{}") as unknown;
}

export const readyAt = (port: number): void => void process.send?.(port);
