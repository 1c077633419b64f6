/** Every step at which the agent is killed, and what may be true afterwards. */

/** What the run before the killed one left: nothing, a job on the disk, or one that had begun. */
type Prelude = "nothing" | "spooled" | "begun";

export interface CrashStep {
  readonly name: string;
  readonly prelude: Prelude;
  /** Whether a byte may have left by then, as far as the disk can tell. */
  readonly mayHavePrinted: boolean;
  /** A waiting job is revoked, and nothing printed. */
  readonly revokes?: true;
}

/** How a run is brought to where the next one is to be killed. */
export const PRELUDES: Record<Prelude, string | undefined> = {
  nothing: undefined,
  spooled: "after JobSpooled",
  begun: "after PrintingBegan",
};

const untouched = [
  "before JobSpooled",
  "within JobSpooled",
  "after JobSpooled",
  "job answered",
  "dialing",
  "connected",
  "status heard",
  "before PrintingBegan",
  "within PrintingBegan",
];
const begun = [
  "after PrintingBegan",
  "first bytes",
  "more bytes",
  "last byte",
  "proof asked",
  "proof heard",
  "before AttemptFinished",
  "within AttemptFinished",
];
const known = ["after AttemptFinished", "before report", "report answered", "report settled"];
const threeOf = (type: string) => [`before ${type}`, `within ${type}`, `after ${type}`];

const from = (prelude: Prelude, mayHavePrinted: boolean, names: readonly string[]): CrashStep[] =>
  names.map((name) => ({ name, prelude, mayHavePrinted }));

export const CRASH_STEPS: readonly CrashStep[] = [
  ...from("nothing", false, untouched),
  ...from("nothing", true, begun),
  ...from("nothing", false, known),
  ...from("nothing", false, ["left"]),
  ...from("spooled", false, threeOf("WorkReleased")),
  ...from("begun", true, threeOf("PrintingInterrupted")),
  ...from("spooled", false, threeOf("AttemptsRevoked")).map((step) => ({
    ...step,
    revokes: true as const,
  })),
];
