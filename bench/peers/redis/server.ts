/** A Redis of one's own, which keeps an append-only file. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { Redis } from "ioredis";
import { freePort } from "../../src/free-port.ts";
import type { Process } from "../../src/loads/contestant.ts";
import type { RedisProgram } from "./package.ts";

export interface RunningRedis extends Process {
  readonly port: number;
  /** When what was written is on the disk: before the answer, or within a second. */
  readonly fsync: (when: "always" | "everysec") => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startRedis(
  { path, libraries }: RedisProgram,
  folder: string,
): Promise<RunningRedis> {
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  const settings = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
  const durable = ["--appendonly", "yes", "--appendfsync", "always"];
  const server = spawn(path, [...settings, ...durable], {
    stdio: "ignore",
    env: { ...process.env, ...(libraries && { LD_LIBRARY_PATH: libraries }) },
  });
  const exited = once(server, "exit");
  // Whatever ends us takes it along.
  const kill = () => void server.kill("SIGKILL");
  process.on("exit", kill);
  const redis = new Redis({ port, host: "127.0.0.1", retryStrategy: () => 50 });
  redis.on("error", () => {}); // not up yet
  await Promise.race([redis.ping(), exited.then(() => Promise.reject(new Error("redis ended")))]);
  return {
    name: "redis",
    pid: server.pid ?? 0,
    port,
    async fsync(when) {
      await redis.config("SET", "appendfsync", when);
    },
    async stop() {
      redis.disconnect();
      server.kill("SIGTERM");
      await exited;
      process.off("exit", kill);
    },
  };
}
