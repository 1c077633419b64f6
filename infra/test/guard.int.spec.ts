// A bug here would look like: a nats-server or postgres that is still there after the launcher was killed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { endGuarded, spawnGuarded } from "../src/guarded.ts";
import { identify, stillLives } from "../src/supervisor/identity.ts";
import { until } from "../src/until.ts";

const gone = (identity: string) =>
  until(() => !stillLives(identity) || undefined, { within: 10_000, what: "the program's end" });

test("a guarded program ends when its launcher is killed by SIGKILL", async () => {
  const launcher = spawn(process.execPath, [join(import.meta.dirname, "fixtures/launching.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(launcher.stdout, "data")) as [Buffer];
  const program = identify(Number(line.toString()));
  expect(stillLives(program)).toBe(true);
  launcher.kill("SIGKILL");
  await gone(program);
});

test("a program is ended even if its guard was killed by SIGKILL", async () => {
  const guarded = spawnGuarded(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
    signal: "SIGTERM",
    stdout: 2,
  });
  const program = identify(await guarded.pid);
  const guardGone = once(guarded.guard, "exit");
  guarded.guard.kill("SIGKILL");
  await guardGone;
  expect(stillLives(program)).toBe(true);
  await endGuarded(guarded);
  await gone(program);
});

test("a program that cannot be started is told as such", async () => {
  const guarded = spawnGuarded("/nowhere/program", [], { signal: "SIGTERM", stdout: 2 });
  await expect(guarded.pid).rejects.toThrow("could not be started");
});
