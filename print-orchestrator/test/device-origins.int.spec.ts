/** A bug here would look like: a paper that nobody printed and everybody believes in, or a truth that nobody believes. */
import {
  DEVICES,
  PRINT_LOG,
  refused,
  reportClaim,
  StoredJobEvent,
  subjects,
  type StoredDevice,
} from "@printermaster/contracts";
import { jetstream } from "@nats-io/jetstream";
import { newSigningKey, signerWith } from "@printermaster/runtime";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { handleCommand } from "../src/jobs/app/handle-command.ts";
import { recordReport } from "../src/jobs/app/record-report.ts";
import { submitPrint } from "../src/jobs/app/submit-print.ts";
import { startBroker, submission, type Broker } from "./broker.ts";

const [own, stolen] = [newSigningKey(), newSigningKey()];
const outcome = { result: "failed", code: "unprintable", detail: "no such picture" } as const;
const at = "2026-11-28T10:00:01.000Z";
let broker: Broker;
let jobs = 0;

const keep = async (agentId: string, change: Partial<StoredDevice> = {}) => {
  const device: StoredDevice = {
    company: "demo",
    branch: "oldtown",
    publicKey: own.publicKey,
    installationId: "install1",
    revoked: false,
    ...change,
  };
  await jetstream(broker.connection).publish(subjects.device(agentId), JSON.stringify(device));
};

beforeAll(async () => {
  broker = await startBroker();
  await broker.hello();
  await keep("keyed1");
});
afterAll(() => broker.stop());

async function dispatchedTo(agentId: string): Promise<string> {
  const context = { company: "demo", branch: "oldtown", correlationId: "c1", traceId: undefined };
  const answer = await submitPrint(broker.jobs, context, submission(`key${++jobs}`));
  if (!answer.ok) throw new Error(answer.error.code);
  const { jobId } = answer.value.job;
  const route = { agentId, session: "session1", spoolGeneration: 1 };
  const command = { type: "DispatchPrint", at, ...route } as const;
  await handleCommand(broker.jobs.jobs, { company: "demo", branch: "oldtown", jobId }, command);
  return jobId;
}

const signedBy = (key: typeof own, jobId: string, agentId: string, told: object = {}) => {
  const claim = reportClaim(agentId, { jobId, attempt: 1, outcome, ...told }, at);
  return { signed: { at, signature: signerWith(key.privatePem)(claim) } };
};
const report = (jobId: string, agentId: string, more: object = {}) =>
  recordReport(broker.jobs, "demo", "oldtown", { jobId, agentId, attempt: 1, outcome, ...more });

async function lastOf(jobId: string) {
  const subject = subjects.job("demo", "oldtown", jobId);
  return StoredJobEvent.parse((await broker.streams.last(PRINT_LOG, subject))?.json());
}

it("what a device signed is recorded as signed", async () => {
  const jobId = await dispatchedTo("keyed1");
  const answer = await report(jobId, "keyed1", signedBy(own, jobId, "keyed1"));
  expect(answer).toEqual({ ok: true, value: { recorded: true } });
  expect((await lastOf(jobId)).data).toMatchObject({ signed: true });
});

it("of a device with a key nothing else is taken: no signature, another's, or one over something else", async () => {
  const jobId = await dispatchedTo("keyed1");
  const other = { outcome: { ...outcome, detail: "all is well" } };
  for (const forged of [
    {},
    signedBy(stolen, jobId, "keyed1"),
    signedBy(own, jobId, "keyed1", { attempt: 2 }),
    signedBy(own, "another", "keyed1"),
    { ...signedBy(own, jobId, "keyed1"), ...other },
  ])
    expect(await report(jobId, "keyed1", forged)).toEqual(refused("bad-signature"));
  expect((await lastOf(jobId)).state.status).toBe("processing");
});

it("an agent with a licence reports as before, and its word is marked as unsigned", async () => {
  const jobId = await dispatchedTo("agent1");
  expect(await report(jobId, "agent1")).toMatchObject({ ok: true });
  expect((await lastOf(jobId)).data).toMatchObject({ signed: false });
});

it("another company's key says nothing about an agent of ours by the same name", async () => {
  await keep("keyed2", { company: "rival" });
  const jobId = await dispatchedTo("keyed2");
  expect(await report(jobId, "keyed2")).toMatchObject({ ok: true });
  expect((await lastOf(jobId)).data).toMatchObject({ signed: false });
});

it("a revoked key signs nothing any more", { timeout: 20_000 }, async () => {
  await keep("keyed3");
  const first = await dispatchedTo("keyed3");
  expect(await report(first, "keyed3", signedBy(own, first, "keyed3"))).toMatchObject({ ok: true });
  await keep("keyed3", { revoked: true });
  await vi.waitFor(
    async () => {
      const jobId = await dispatchedTo("keyed3");
      const answer = await report(jobId, "keyed3", signedBy(own, jobId, "keyed3"));
      expect(answer).toEqual(refused("bad-signature"));
    },
    { timeout: 15_000, interval: 100 },
  );
});

it("the devices' stream keeps the last word on each", async () => {
  const info = await (await jetstream(broker.connection).streams.get(DEVICES)).info();
  expect(info.config.max_msgs_per_subject).toBe(1);
});
