/** The named steps of a print: at each of them power may fail, and a test lets it (`PM_FAILPOINT`). */
const COMMITTED = [
  "JobSpooled",
  "WorkReleased",
  "PrintingBegan",
  "AttemptFinished",
  "AttemptsRevoked",
  "PrintingInterrupted",
] as const;

const commits = COMMITTED.flatMap(
  (type) => [`before ${type}`, `within ${type}`, `after ${type}`] as const,
);

export const STEPS = [
  ...commits,
  "job answered",
  "dialing",
  "connected",
  "status heard",
  "first bytes",
  "more bytes",
  "last byte",
  "proof asked",
  "proof heard",
  "left",
  "before report",
  "report answered",
  "report settled",
] as const;
export type Step = (typeof STEPS)[number];

/** Told whenever one is reached. */
export type Reach = (step: Step) => void;

export const isStep = (name: string): name is Step => STEPS.some((step) => step === name);
