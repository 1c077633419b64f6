/** Writes the letters that are owed, beside everything else; what fails is tried again at the next look. */
import { Job, type JobState } from "@printermaster/contracts";
import { keptDocument } from "../../jobs/app/kept-document.ts";
import { mayYetCome } from "./readable-document.ts";
import type { SagaDeps } from "./ports.ts";

type LetterDeps = Pick<SagaDeps, "owed" | "jobs" | "documents" | "letters" | "now" | "log">;

export class LetterWriter {
  readonly #deps: LetterDeps;
  #busy = false;
  #stopped = false;

  constructor(deps: LetterDeps) {
    this.#deps = deps;
  }

  look(): void {
    if (!this.#busy) void this.#writeAll();
  }

  stop(): void {
    this.#stopped = true;
  }

  async #writeAll(): Promise<void> {
    this.#busy = true;
    for (const owed of this.#deps.owed.kept()) {
      if (this.#stopped) break;
      await writeLetter(this.#deps, owed).catch((error: unknown) =>
        this.#deps.log.error({ err: error, jobId: owed.jobId }, "a dead letter is not written yet"),
      );
    }
    this.#busy = false;
  }
}

type Owed = ReturnType<LetterDeps["owed"]["kept"]>[number];

/** Of the job as the log has it now: it may have been discarded since, and then nobody may read it. */
async function writeLetter(deps: LetterDeps, owed: Owed): Promise<void> {
  const { job, unreadable } = await deps.jobs.load(owed);
  if (unreadable) return;
  if (job && isWanted(job)) {
    const stored = await keptDocument(deps.documents, owed, job.bodyHash);
    if (!stored && mayYetCome(job, deps.now())) return;
    const { bodyHash } = job;
    const at = deps.now().toISOString();
    await deps.letters.put({ at, job: Job.parse(job), bodyHash, document: stored?.document });
    const { jobId, correlationId, reason } = job;
    const line = {
      event: "dead-letter",
      jobId,
      correlationId,
      reason,
      whole: stored !== undefined,
    };
    deps.log.info(line, "what could not be printed waits to be retried or discarded");
  }
  deps.owed.written(owed);
}

/** One that is being retried is wanted until its other job is stored. */
const isWanted = ({ deadLetter }: JobState): boolean =>
  deadLetter === "waiting" || deadLetter === "retried";
