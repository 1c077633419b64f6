/** The rules of a branch and the backup of a printer, as anybody sets them over NATS. */
import { subjects } from "@printermaster/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answerCommand } from "../src/answer-request.ts";
import { log } from "./broker.ts";
import { site, startOutage, type Outage } from "./outage.ts";

const nothing = () => Promise.reject(new Error("nobody reads here"));

describe("a plain NATS client", () => {
  let outage: Outage;
  beforeEach(async () => (outage = await startOutage()));
  afterEach(() => outage.stop());

  const ask = (verb: "backup" | "policy", body: unknown) =>
    answerCommand(
      {
        jobs: outage.broker.jobs,
        cancel: outage.broker.cancel,
        fleet: outage.broker.fleet,
        readModel: { jobs: nothing, job: nothing, deadLetters: nothing, printers: nothing },
        log,
      },
      {
        subject: subjects.command(site.company, site.branch, verb, "c1"),
        headers: undefined,
        body,
      },
    );

  it("sets the rules of a branch, and is told what they are now", async () => {
    const policies = {
      kitchen: { backlog: { kind: "younger", minutes: 5 }, unknown: "reprint" },
    };
    const answer = await ask("policy", { policies });
    expect(answer).toMatchObject({ ok: true, value: { branch: { ...site, policies } } });
    expect(await ask("policy", { policies })).toEqual(answer);
    const wrong = { kitchen: { backlog: { kind: "younger", minutes: 0 }, unknown: "reprint" } };
    const refusal = { ok: false, error: { code: "invalid-payload" } };
    expect(await ask("policy", { policies: wrong })).toMatchObject(refusal);
  });

  it("sets and takes away a backup printer", async () => {
    await outage.agent(1);
    await outage.agent(2);
    const backup = { printerId: "printer2", afterSeconds: 30 };
    const about = { printerId: "printer1" };
    const set = await ask("backup", { ...about, backup });
    expect(set).toMatchObject({ ok: true, value: { printer: { ...about, backup } } });
    const taken = await ask("backup", { ...about, backup: null });
    expect(taken).toMatchObject({ ok: true, value: { printer: about } });
    expect(JSON.stringify(taken)).not.toContain("backup");
  });

  it("sets none that is not another printer of the branch", async () => {
    await outage.agent(1);
    const refusal = { ok: false, error: { code: "unknown-printer" } };
    for (const [printerId, other] of [
      ["printer1", "printer1"],
      ["printer1", "printer9"],
      ["printer9", "printer1"],
    ])
      expect(await ask("backup", { printerId, backup: { printerId: other } })).toMatchObject(
        refusal,
      );
  });
});
