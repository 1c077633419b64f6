/** The lines a person reads under the button: each step, its state, and when it was reached. */
import { stages, type Ending, type Run, type Stage } from "./run.ts";

export type StepState = "done" | "now" | "todo" | "skipped" | "bad" | "unsure";

export interface Step {
  readonly name: Stage | Ending;
  readonly state: StepState;
  readonly ms: number | undefined;
}

export const stepsOf = (run: Run): Step[] => [
  ...stages
    .filter((stage) => stage !== "waiting" || run.waited)
    .map((name) => ({ name, state: stateOf(run, name), ms: run.reachedMs[name] })),
  lastStep(run),
];

/** A later step implies the earlier ones, so only what lies beyond the furthest is open. */
function stateOf(run: Run, stage: Stage): StepState {
  const distance = stages.indexOf(stage) - stages.indexOf(run.stage);
  if (distance < 0 || run.ending === "completed") return "done";
  if (distance === 0) return run.ending === undefined ? "now" : "done";
  return run.ending === undefined ? "todo" : "skipped";
}

const endingStates: Record<Ending, StepState> = {
  completed: "done",
  failed: "bad",
  expired: "bad",
  canceled: "bad",
  refused: "bad",
  unconfirmed: "unsure",
  unanswered: "unsure",
};

const lastStep = ({ ending, reachedMs }: Run): Step =>
  ending === undefined
    ? { name: "completed", state: "todo", ms: undefined }
    : { name: ending, state: endingStates[ending], ms: reachedMs[ending] };
