/** In place of the spool that an older agent has not: gives it tests, and tells what became of them. */
import {
  accepted,
  AgentJob,
  AgentQuery,
  AgentRevoke,
  refused,
  type AgentReport,
  type AgentVerb,
  type Answer,
  type JobKnown,
  type JobTaken,
  type RevokeResult,
} from "@printermaster/contracts";
import type { Heard } from "../domain/outcomes.ts";
import type { Roster } from "../domain/printers.ts";
import {
  testOf,
  tests,
  type Now,
  type Test,
  type TestCommand,
  type Tests,
} from "../domain/tests.ts";
import type { LegacyVoice } from "./ports.ts";

export interface TestedPrintersDeps {
  readonly voice: LegacyVoice;
  readonly roster: () => Roster;
  readonly report: (report: AgentReport) => void;
  readonly now: () => Now;
}

export class TestedPrinters {
  readonly #deps: TestedPrintersDeps;
  #tests: Tests = tests.initial;

  constructor(deps: TestedPrintersDeps) {
    this.#deps = deps;
  }

  ask(verb: AgentVerb, body: unknown): Answer<JobTaken | JobKnown | RevokeResult> {
    switch (verb) {
      case "job":
        return this.#take(AgentJob.parse(body));
      case "query":
        return accepted(known(testOf(this.#tests, AgentQuery.parse(body).jobId)));
      case "revoke":
        return this.#revoke(AgentRevoke.parse(body));
    }
  }

  hear(heard: Heard): Answer<object> {
    return this.#handle({ type: "Hear", heard, now: this.#deps.now() });
  }

  lapse(): void {
    this.#handle({ type: "Lapse", now: this.#deps.now() });
  }

  #take(job: AgentJob): Answer<JobTaken> {
    const { jobId, attempt, printerId, correlationId } = job;
    const roster = this.#deps.roster();
    const isNew = testOf(this.#tests, jobId)?.attempt !== attempt;
    const taken = this.#handle({
      type: "Take",
      offer: {
        jobId,
        attempt,
        printerId,
        correlationId,
        documentKind: job.document.kind,
        deadline: Date.parse(job.expiresAt),
      },
      printers: [...roster.keys()],
      now: this.#deps.now(),
    });
    if (!taken.ok) return taken;
    const { state, outcome } = testOf(this.#tests, jobId)!;
    if (isNew && state === "printing") this.#send(job);
    return accepted({ state, ...(outcome ? { outcome } : {}) });
  }

  #send({ printerId, correlationId }: AgentJob): void {
    const { given, description } = this.#deps.roster().get(printerId)!;
    const timestamp = this.#deps.now().at;
    const printerName = description.name;
    this.#deps.voice.test({ printerId: given, printerName, correlationId, timestamp });
  }

  #revoke({ jobId, attempt }: AgentRevoke): Answer<RevokeResult> {
    const revoked = this.#handle({ type: "Revoke", jobId, attempt });
    if (revoked.ok) return accepted({ revoked: true });
    const { state, outcome } = testOf(this.#tests, jobId)!;
    return accepted({ revoked: false, state, ...(outcome ? { outcome } : {}) });
  }

  #handle(command: TestCommand): Answer<object> {
    const decision = tests.decide(this.#tests, command);
    if ("refused" in decision) return refused(decision.refused);
    for (const event of decision.events) {
      this.#tests = tests.evolve(this.#tests, event);
      // Also of what ended as it was taken: an answer to an offer says only that it came.
      if (event.type === "TestEnded") {
        const { jobId, attempt, outcome } = event;
        this.#deps.report({ jobId, attempt, outcome });
      }
    }
    return accepted({});
  }
}

const known = (test: Test | undefined): JobKnown =>
  test
    ? {
        known: true,
        attempt: test.attempt,
        state: test.state,
        revoked: false,
        ...(test.outcome ? { outcome: test.outcome } : {}),
      }
    : { known: false };
