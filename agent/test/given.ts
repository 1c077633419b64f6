import { expect } from "vitest";
import type { AgentJob, ErrorCode, Outcome } from "@printermaster/contracts";
import { attempts, type AttemptCommand, type AttemptEvent } from "../src/domain/attempts.ts";

/** given(...history).when(command).emits(...) or .refuses(code) */
export const given = (...history: AttemptEvent[]) => ({
  when: (command: AttemptCommand) => {
    const decision = attempts.decide(history.reduce(attempts.evolve, attempts.initial), command);
    return {
      emits: (...events: AttemptEvent[]) => expect(decision).toEqual({ events }),
      refuses: (code: ErrorCode) => expect(decision).toEqual({ refused: code }),
    };
  },
});

export const historyOf = (...events: AttemptEvent[]) =>
  events.reduce(attempts.evolve, attempts.initial);

export const job = (change: Partial<AgentJob> = {}): AgentJob => ({
  session: "session1",
  jobId: "job1",
  attempt: 1,
  printerId: "kitchen",
  class: "receipt",
  document: { kind: "text", text: "two coffees" },
  correlationId: "c-1",
  expiresAt: "2030-01-01T00:00:00.000Z",
  ...change,
});

export const completed: Outcome = {
  result: "completed",
  proof: "fenced",
  paperHash: "0".repeat(64),
  bytes: 20,
  startedAt: "2026-11-20T12:00:00.000Z",
  endedAt: "2026-11-20T12:00:01.000Z",
};
