/** A bug here would look like: a NATS client that waits for ever, or an answer lost in a shutdown. */
import "reflect-metadata";
import { NestFactory } from "@nestjs/core";
import type { MicroserviceOptions } from "@nestjs/microservices";
import { headers as natsHeaders } from "@nats-io/transport-node";
import { answerOf, headers, refused, subjects, Submitted } from "@printermaster/contracts";
import { PlainJsonNats } from "@printermaster/runtime/nest-wire";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OrchestratorModule } from "../src/orchestrator.module.ts";
import { log, startBroker, submission, type Broker } from "./broker.ts";

describe("a plain NATS client", () => {
  let broker: Broker;
  let stop: () => Promise<void>;
  let slowDown: Promise<void> = Promise.resolve();

  beforeAll(async () => {
    broker = await startBroker();
    await broker.hello();
    const readModel = {
      jobs: async () => (await slowDown, { jobs: [] }),
      job: () => Promise.resolve(undefined),
      deadLetters: () => Promise.resolve([]),
      printers: () => Promise.reject(new Error("the database is away")),
    };
    const { jobs, cancel, fleet, shop } = broker;
    const deps = { jobs, cancel, fleet, shop, room: jobs.room, readModel, log };
    const nest = await NestFactory.createMicroservice<MicroserviceOptions>(
      OrchestratorModule.with(deps),
      {
        strategy: new PlainJsonNats({
          url: broker.url,
          name: "test",
          queue: "orchestrator",
          onFailure: refused("internal"),
        }),
        logger: false,
      },
    );
    await nest.listen();
    stop = () => nest.close();
  });
  afterAll(() => broker.stop());

  const submit = subjects.command("demo", "oldtown", "submit", "c1");
  const ask = async (subject: string, body: string | Uint8Array) =>
    (await broker.connection.request(subject, body, { timeout: 5000 })).json();

  it("submits a print with plain JSON", async () => {
    const answer = answerOf(Submitted).parse(await ask(submit, JSON.stringify(submission("k1"))));
    expect(answer).toMatchObject({
      ok: true,
      value: { replayed: false, job: { status: "pending" } },
    });
  });

  it.each<[string, string, string | Uint8Array, string]>([
    ["text that is not JSON", submit, "garbage{", "malformed-json"],
    ["bytes that are not text", submit, new Uint8Array([0, 255, 254, 1]), "malformed-json"],
    ["nothing", submit, "", "malformed-json"],
    ["null", submit, "null", "invalid-payload"],
    ["an array", submit, "[1,2]", "invalid-payload"],
    ["a prototype key", submit, '{"__proto__":{"x":1}}', "invalid-payload"],
    ["an unknown verb", submit.replace("submit", "dance"), "{}", "unknown-verb"],
    ["another company's slot", submit.replace(/v1\.../, "v1.00"), "{}", "invalid-subject"],
    ["too short a subject", "print.v1.36.cmd.demo", "{}", "invalid-subject"],
    ["an id in capitals", submit.replace("oldtown", "OldTown"), "{}", "invalid-subject"],
    ["a report of garbage", submit.replace("submit", "report"), '{"jobId":1}', "invalid-payload"],
    [
      "an unknown query",
      subjects.query("demo", "jobs", "c1").replace("jobs", "x"),
      "{}",
      "unknown-verb",
    ],
    [
      "a query of a dead database",
      subjects.query("demo", "printers", "c1"),
      "{}",
      "read-model-unavailable",
    ],
  ])("that sends %s gets a coded answer", async (_, subject, body, code) => {
    expect(await ask(subject, body)).toMatchObject({ ok: false, error: { code } });
  });

  it("that is heard too late, by a process that was frozen, changes nothing any more", async () => {
    const late = natsHeaders();
    late.set(headers.expires, String(Date.now() - 10_000));
    const body = JSON.stringify(submission("late"));
    const options = { timeout: 5000, headers: late };
    const answer = await broker.connection.request(submit, body, options);
    expect(answer.json()).toMatchObject({ ok: false, error: { code: "no-answer" } });
    late.set(headers.expires, String(Date.now() + 10_000));
    const again = await broker.connection.request(submit, body, options);
    expect(again.json()).toMatchObject({ ok: true, value: { replayed: false } });
  });

  it("gets its answer although the orchestrator is told to stop meanwhile", async () => {
    let go = () => {};
    slowDown = new Promise((done) => (go = done));
    const answer = ask(subjects.query("demo", "jobs", "c1"), "{}");
    await broker.connection.flush();
    const stopped = stop();
    setTimeout(go, 300);
    expect(await answer).toEqual({ ok: true, value: { jobs: [] } });
    await stopped;
    await expect(ask(submit, "{}")).rejects.toThrow(/no responders/i);
  });
});
