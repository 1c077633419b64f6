/** A bug here would look like: tickets that expire, or print hours late, because somebody has set the PC's clock. */
import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AgentProcess } from "../src/agent-conformance/agent-process.ts";
import { PaperSink } from "../src/agent-conformance/paper-sink.ts";
import { PlayedBridge } from "../src/agent-conformance/played-bridge.ts";
import { LICENCE, newJob } from "../src/agent-conformance/stage.ts";
import { until } from "../src/patience.ts";

const PROGRAM = fileURLToPath(new URL("../../agent/dist/printermaster-agent.js", import.meta.url));
const STEPPING = new URL("../faults/preload/stepping-clock.ts", import.meta.url).href;
const HOUR = 3_600_000;

const [bridge, kitchen] = [new PlayedBridge(), new PaperSink()];
let folder: string;
let clockFile: string;
let agent: AgentProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clock-steps-"));
  clockFile = join(folder, "clock");
  await kitchen.switchOn();
  const port = await bridge.listen(0);
  const { port: printerPort } = kitchen;
  agent = new AgentProcess([process.execPath, "--import", STEPPING, PROGRAM], {
    ...LICENCE,
    PM_FAULTS_CLOCK: clockFile,
    PM_GATEWAY_URLS: `http://127.0.0.1:${port}`,
    PM_DATA_DIR: join(folder, "agent"),
    PM_HEALTH_PORT: "0",
    PM_INSTANCE: "clock-steps",
    PM_PRINTERS: JSON.stringify([
      { id: "kitchen", name: "Kitchen", kind: "tcp", host: "127.0.0.1", port: printerPort },
    ]),
    LOG_LEVEL: "info",
  });
  agent.start();
  await until("its hello", () => bridge.connections.length > 0);
});
afterAll(async () => {
  await agent.end("SIGKILL");
  await Promise.all([bridge.close(), kitchen.switchOff()]);
  await rm(folder, { recursive: true, force: true });
});

/** Whatever it is asked it writes down with its own time. */
async function set(byMs: number): Promise<void> {
  writeFileSync(clockFile, String(byMs));
  await until(`a clock that is ${byMs} ms off`, async () => {
    await ask("revoke", { jobId: "none", attempt: 1 });
    return Math.abs(lastTime() - Date.now() - byMs) < HOUR / 2;
  });
}

/** A step forward costs it the connection, as if no ping had come: then it is asked again, as the cloud does. */
const ask = (verb: "job" | "revoke", message: object) =>
  until("its answer", () =>
    bridge.ask(verb, message).then(
      ({ ok }) => ok,
      () => false,
    ),
  );

const lastTime = (): number =>
  Date.parse(/"time":"([^"]+)"[^\n]*\n?$/.exec(agent.output)?.[1] ?? "");

const outcomeOf = async (jobId: string) => (await bridge.reportOf(jobId)).outcome;
const dueIn = (ms: number) => new Date(Date.now() + ms).toISOString();

it.each([HOUR, -24 * HOUR])(
  "a clock that is set by %d ms changes no deadline and loses nothing, between prints and within one",
  async (step) => {
    await set(0);
    kitchen.isOutOfPaper = true;
    const waiting = newJob();
    await ask("job", waiting);
    await set(step);
    const [short, between] = [newJob({ expiresAt: dueIn(700) }), newJob()];
    await ask("job", short);
    expect(await outcomeOf(short.jobId)).toMatchObject({ code: "expired" });
    kitchen.isOutOfPaper = false;
    expect(await outcomeOf(waiting.jobId)).toMatchObject({ result: "completed" });
    await ask("job", between);
    expect(await outcomeOf(between.jobId)).toMatchObject({ result: "completed" });
    kitchen.runsOutInMidTicket = true;
    const within = newJob();
    await ask("job", within);
    await kitchen.printed(within.jobId);
    await set(0);
    kitchen.refill();
    expect(await outcomeOf(within.jobId)).toMatchObject({ result: "completed" });
    for (const { jobId } of [waiting, between, within]) expect(kitchen.countOf(jobId)).toBe(1);
  },
  60_000,
);
