/** A bug here would look like: a state that takes what it must not, or forgets what it should take. */
import { JobEventType, JobStatus } from "@printermaster/contracts";
import { describe, expect, it } from "vitest";
import {
  accepts,
  printJob,
  type PrintCommand,
  type PrintEvent,
} from "../src/jobs/domain/print-job.ts";
import * as the from "./print-histories.ts";
import { dispatched } from "./transitions/dispatched.ts";
import { ended } from "./transitions/ended.ts";
import { submitting, waiting } from "./transitions/waiting.ts";

const examples = [...submitting, ...waiting, ...dispatched, ...ended];

const stateAfter = (history: readonly PrintEvent[]) =>
  history.reduce(printJob.evolve, printJob.initial);
const statusAfter = (history: readonly PrintEvent[]) => stateAfter(history)?.status ?? "absent";

/** One of each command. */
const commands: readonly PrintCommand[] = [
  the.submit,
  the.hold,
  the.dispatch,
  the.report(),
  the.giveUp,
  the.expire,
  the.drop,
  the.cancel,
  the.answer(true),
  the.reroute("printer2"),
  the.retry,
  the.discard,
  the.endUnreadable,
];

/** Every way there is among the examples to come to each status. */
const histories = [
  ...examples.map(({ after }) => after),
  [the.submitted, the.canceled],
  [the.submitted, the.dispatched, the.completed],
  [the.submitted, the.dispatched, the.unconfirmed, the.completed],
  [the.submitted, the.unreadable],
];

const taken = Object.entries(accepts).flatMap(([status, types]) =>
  types.map((type) => [status, type] as const),
);

describe("a print job", () => {
  it.each(examples)("$that", ({ after, when, told, is }) => {
    const decision = printJob.decide(stateAfter(after), when);
    expect(decision).toMatchObject({ events: told.map((event) => ({ ...event, at: when.at })) });
    const events = "events" in decision ? decision.events : [];
    expect(events).toHaveLength(told.length);
    const state = { ...stateAfter([...after, ...events]) };
    for (const [name, value] of Object.entries(is))
      expect(state[name as keyof typeof state], name).toEqual(value);
    expect(state.updatedAt).toBe(events.length > 0 ? when.at : the.at);
  });

  it.each(taken)("that is %s has an example of %s", (status, type) => {
    const found = examples.filter(
      ({ after, when }) => when.type === type && statusAfter(after) === status,
    );
    expect(found).not.toEqual([]);
  });

  it("has an example of each event", () => {
    const told = new Set(examples.flatMap(({ told }) => told.map(({ type }) => type)));
    expect([...told].sort()).toEqual([...JobEventType.options].sort());
  });

  it("has a rule for every status, and knows every command", () => {
    expect(Object.keys(accepts).sort()).toEqual(["absent", ...JobStatus.options].sort());
    expect(new Set(histories.map(statusAfter))).toEqual(new Set(Object.keys(accepts)));
    const known = new Set(commands.map(({ type }) => type));
    expect(new Set(Object.values(accepts).flat())).toEqual(known);
  });

  it.each(Object.keys(accepts))("that is %s refuses whatever its row does not name", (status) => {
    const row: readonly string[] = accepts[status as keyof typeof accepts];
    const refused = commands.filter(({ type }) => !row.includes(type));
    for (const history of histories.filter((one) => statusAfter(one) === status))
      for (const command of refused)
        expect(printJob.decide(stateAfter(history), command), command.type).toEqual({
          refused: codeOf(status, command),
        });
  });
});

const letters: readonly string[] = ["RetryPrint", "DiscardPrint"];
const codeOf = (status: string, { type }: PrintCommand): string =>
  status === "absent"
    ? "unknown-job"
    : letters.includes(type)
      ? "not-a-dead-letter"
      : "already-ended";
