/** A bug here would look like: a job that prints twice, ends twice, or forgets that paper may have moved. */
import { describe, expect, it } from "vitest";
import { printJob, type PrintEvent } from "../src/jobs/domain/print-job.ts";
import { specification } from "./given.ts";
import * as the from "./print-histories.ts";

const given = specification(printJob);
const { submitted, held, dispatched, completed, failed, unconfirmed, expired } = the;
const stateAfter = (...history: PrintEvent[]) => history.reduce(printJob.evolve, printJob.initial);

describe("a print job", () => {
  it("that waits after its dispatch stays dispatched: somebody may have it", () => {
    given(submitted, dispatched, held).when(the.dispatch).refuses("already-ended");
    given(submitted, dispatched, held).when(the.expire).refuses("already-ended");
    given(submitted, dispatched, held).when(the.report()).emits({ type: "PrintCompleted" });
  });

  it("is not dispatched again, dropped, moved or expired while paper may be moving", () => {
    for (const command of [the.dispatch, the.drop, the.expire, the.reroute("printer2")])
      given(submitted, dispatched).when(command).refuses("already-ended");
  });

  it("takes a report only from the agent it was dispatched to", () => {
    const stranger = the.report({ agentId: "other" });
    given(submitted, dispatched).when(stranger).refuses("not-dispatched-here");
    given(submitted, dispatched, unconfirmed).when(stranger).refuses("not-dispatched-here");
    given(submitted).when(the.report()).refuses("not-dispatched-here");
    given(submitted, expired).when(the.report()).refuses("not-dispatched-here");
    given().when(the.report()).refuses("unknown-job");
  });

  it("takes no report that its agent's key would not have signed, and tells which were signed", () => {
    const by = (origin: "signed" | "unsigned" | "forged") => ({ ...the.report(), origin });
    given(submitted, dispatched).when(by("forged")).refuses("bad-signature");
    given(submitted, dispatched, unconfirmed).when(by("forged")).refuses("bad-signature");
    for (const origin of ["signed", "unsigned"] as const)
      given(submitted, dispatched)
        .when(by(origin))
        .emits({ data: expect.objectContaining({ signed: origin === "signed" }) });
  });

  it("is not changed by a report of an attempt that never was", () => {
    given(submitted, dispatched)
      .when(the.report({ attempt: 2 }))
      .changesNothing();
  });

  it("ends once: a repeated report changes nothing", () => {
    given(submitted, dispatched, failed).when(the.report()).changesNothing();
    given(submitted, dispatched, completed).when(the.report()).changesNothing();
  });

  it("cannot begin with anything but its submission", () => {
    expect(() => printJob.evolve(undefined, dispatched)).toThrow("before PrintSubmitted");
  });
});

describe("a print job that is canceled", () => {
  const requested = [submitted, dispatched, the.cancelRequested];

  it("goes on as before when the agent was faster", () => {
    given(...requested, the.cancelRefused)
      .when(the.report())
      .emits({ type: "PrintCompleted" });
  });

  it("can be asked for again when the agent was faster", () => {
    given(...requested, the.cancelRefused)
      .when(the.cancel)
      .emits({ type: "PrintCancelRequested" });
  });

  it("completes when paper was faster than the word", () => {
    given(...requested)
      .when(the.report())
      .emits({ type: "PrintCompleted" });
    given(...requested, completed)
      .when(the.answer(true))
      .refuses("already-ended");
  });

  it("before its dispatch goes nowhere", () => {
    given(submitted, the.canceled).when(the.dispatch).refuses("already-ended");
  });
});

describe("an attempt that is revoked without a cancel", () => {
  it("makes way for another, which a cancel prevents at once", () => {
    given(submitted, dispatched, the.revoked)
      .when(the.dispatch)
      .emits({ type: "PrintDispatched", data: { attempt: 2, ...the.route } });
    given(submitted, dispatched, the.revoked).when(the.cancel).emits({ type: "PrintCanceled" });
  });

  it("may move to another printer, and its next attempt goes there", () => {
    const moved = stateAfter(submitted, dispatched, the.revoked, the.rerouted("printer1", "p2"));
    expect(moved).toMatchObject({ status: "pending", printerId: "p2", attempt: 1 });
  });
});

describe("a print job that stands in for another printer", () => {
  const away = [submitted, the.rerouted("printer1", "printer2")];
  const meantFor = { printerId: "printer1", name: "The printer1" };

  it("names the printer it was first meant for, however often it moves", () => {
    const twice = stateAfter(...away, the.rerouted("printer2", "printer3"));
    expect(twice).toMatchObject({ printerId: "printer3", standsInFor: meantFor });
  });

  it("names none when it has come back", () => {
    const home = stateAfter(...away, the.rerouted("printer2", "printer1"));
    expect(home).toMatchObject({ printerId: "printer1", standsInFor: undefined });
  });
});

describe("a dead letter", () => {
  it("is never made of what paper may carry", () => {
    given(submitted, dispatched, unconfirmed).when(the.retry).refuses("may-have-printed");
    given(submitted, dispatched, unconfirmed).when(the.discard).refuses("not-a-dead-letter");
  });

  it("is retried or discarded, not both", () => {
    const letter = [submitted, dispatched, failed];
    given(...letter, the.discarded)
      .when(the.retry)
      .refuses("not-a-dead-letter");
    given(...letter, the.retried)
      .when(the.discard)
      .refuses("not-a-dead-letter");
  });

  it("is not made of a test that is over", () => {
    given(the.submittedAs("test"), expired).when(the.retry).refuses("not-a-dead-letter");
    given(submitted, the.canceled).when(the.retry).refuses("not-a-dead-letter");
  });
});
