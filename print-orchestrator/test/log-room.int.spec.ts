/** A bug here would look like: a full log that loses outcomes, or a submit that is never answered. */
import { PRINT_LOG, type Answer, type Submitted } from "@printermaster/contracts";
import { jetstreamManager } from "@nats-io/jetstream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { logRoom } from "../src/jobs/adapters/log-room.ts";
import { handleCommand } from "../src/jobs/app/handle-command.ts";
import type { JobDeps } from "../src/jobs/app/ports.ts";
import { recordReport } from "../src/jobs/app/record-report.ts";
import { submitPrint } from "../src/jobs/app/submit-print.ts";
import { createStreams } from "../src/streams/create-streams.ts";
import { startBroker, submission, type Broker } from "./broker.ts";

const LOG_BYTES = 200_000;
const full = { code: "log-full", retryable: true, details: { retryAfterSeconds: 30 } };

describe("a log with little room", () => {
  let broker: Broker;
  let jobs: JobDeps;
  let clock: number;

  beforeEach(async () => {
    broker = await startBroker({ logBytes: LOG_BYTES });
    await broker.hello();
    clock = 0;
    jobs = { ...broker.jobs, room: logRoom(broker.streams, () => clock) };
  });
  afterEach(() => broker.stop());

  const site = { company: "demo", branch: "oldtown" };
  const context = { ...site, correlationId: "c1", traceId: undefined };
  const submit = (key: string) => submitPrint(jobs, context, submission(key));
  const size = async () =>
    (await (await jetstreamManager(broker.connection)).streams.info(PRINT_LOG)).state.bytes;

  /** The ids of the accepted jobs, and the first refusal. */
  async function fill(msBetween: number) {
    const ids: string[] = [];
    for (let n = 0; n < 1000; n++) {
      const answer: Answer<Submitted> = await submit(`fill${n}`);
      if (!answer.ok) return { ids, refusal: answer.error };
      ids.push(answer.value.job.jobId);
      clock += msBetween;
    }
    throw new Error("it was never full");
  }

  it("refuses new jobs from 85 % on, and still takes what becomes of the old ones", async () => {
    const { ids, refusal } = await fill(1001);
    expect(refusal).toMatchObject(full);
    expect((await size()) / LOG_BYTES).toBeGreaterThan(0.85);
    expect((await size()) / LOG_BYTES).toBeLessThan(0.88);

    for (const jobId of ids.slice(0, 5)) {
      const at = new Date().toISOString();
      const route = { agentId: "agent1", session: "s1", spoolGeneration: 1 };
      await handleCommand(jobs.jobs, { ...site, jobId }, { type: "DispatchPrint", at, ...route });
      const outcome = { result: "unconfirmed", cause: "power cut" } as const;
      const report = { jobId, agentId: "agent1", attempt: 1, outcome };
      expect(await recordReport(jobs, "demo", "oldtown", report)).toEqual({
        ok: true,
        value: { recorded: true },
      });
    }
    expect(await submit("new")).toMatchObject({ error: full });
  });

  it("answers for the jobs it holds as ever", async () => {
    const { ids } = await fill(1001);
    expect(await submit("fill0")).toMatchObject({
      ok: true,
      value: { replayed: true, job: { jobId: ids[0] } },
    });
    const other = await submitPrint(jobs, context, submission("fill0", "another text"));
    expect(other).toMatchObject({ error: { code: "key-reused" } });
  });

  it("that runs out before anybody noticed refuses as well, with nothing half accepted", async () => {
    const { ids, refusal } = await fill(0);
    expect(refusal).toMatchObject(full);
    expect((await size()) / LOG_BYTES).toBeGreaterThan(0.98);
    expect(await broker.streams.lastSequence(PRINT_LOG)).toBe(ids.length);
    expect(await submit("fill0")).toMatchObject({ ok: true, value: { replayed: true } });
  });

  it("takes new jobs as soon as it has been made larger", async () => {
    await fill(1001);
    await createStreams(broker.connection, 1, 2 * LOG_BYTES);
    clock += 1001;
    expect(await submit("new")).toMatchObject({ ok: true, value: { replayed: false } });
  });

  it("is asked for its size once a second, however many submit", async () => {
    let asked = 0;
    broker.connection.subscribe(`$JS.API.STREAM.INFO.${PRINT_LOG}`, {
      callback: () => void asked++,
    });
    await broker.connection.flush();
    for (let second = 1; second <= 3; second++) {
      await Promise.all(Array.from({ length: 20 }, (_, n) => submit(`many${second}.${n}`)));
      await submit(`and another ${second}`);
      await broker.connection.flush();
      expect(asked).toBe(second);
      clock += 1000;
    }
  });
});
