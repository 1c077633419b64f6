/** What must be true of dead letters, their retries, and copies. */
import type { JobState } from "@printermaster/contracts";
import type { Violation } from "./check.ts";
import type { Clients } from "./clients.ts";
import { documentSubject, letterSubject } from "./log-ports.ts";
import type { People } from "./people.ts";
import type { World } from "./world.ts";

export function* checkRepeats(
  world: World,
  clients: Clients,
  last: ReadonlyMap<string, JobState>,
  people?: People,
): Iterable<Violation> {
  for (const job of last.values()) yield* letterIsThere(world, clients, job);
  yield* printedOnce(world, last);
  // What erased it may be lost as well, and then a repeated submit puts it back.
  for (const jobId of people?.discarded ?? [])
    if (!clients.lostDocuments.has(jobId)) yield* erased(world, last.get(jobId));
}

export const lacksLetter = ({ logs }: World, job: JobState): boolean =>
  job.deadLetter === "waiting" && !logs.letters.last(letterSubject(job));

function* letterIsThere(world: World, clients: Clients, job: JobState): Iterable<Violation> {
  const { jobId } = job;
  if (lacksLetter(world, job))
    yield { kind: "dead letter without a letter", jobId, text: job.reason };
  const letter = world.logs.letters.last(letterSubject(job))?.body;
  const kept = clients.accepted.has(jobId) && !clients.lostDocuments.has(jobId);
  const poisoned = world.logs.documents.messages.some(
    ({ subject, body }) => body.poisoned && subject === documentSubject(job),
  );
  if (job.deadLetter !== "waiting" || !letter || !kept || poisoned || job.copyOf) return;
  // Accepted late: a repeated submit brought the document that had been lost with the first one.
  if (firstStored(world, job) > Date.parse(letter.at)) return;
  const { printerId } = job.standsInFor ?? job;
  const intent = JSON.stringify([printerId, job.class, letter.document]);
  if (intent !== job.bodyHash) yield { kind: "letter without its document", jobId, text: intent };
}

function firstStored({ logs }: World, job: JobState): number {
  const stored = logs.documents.messages.find(
    ({ subject, body }) => subject === documentSubject(job) && body.bodyHash === job.bodyHash,
  );
  return stored?.storedAt ?? Infinity;
}

/** A job and all that try it again are one ticket; copies are marked, and stand for themselves. */
function* printedOnce({ paper }: World, last: ReadonlyMap<string, JobState>): Iterable<Violation> {
  const printed = new Set(paper.map(({ jobId }) => jobId));
  const families = Map.groupBy(last.values(), (job) => firstOf(last, job).jobId);
  for (const family of families.values()) {
    const twice = family.filter(({ jobId }) => printed.has(jobId)).slice(0, -1);
    for (const { jobId } of twice)
      yield { kind: "printed again by a retry", jobId, text: `of ${family.length} jobs` };
  }
}

function firstOf(last: ReadonlyMap<string, JobState>, job: JobState): JobState {
  const before = last.get(job.retryOf ?? "");
  return before ? firstOf(last, before) : job;
}

function* erased({ logs }: World, job: JobState | undefined): Iterable<Violation> {
  if (!job) return;
  const kept = [logs.letters.last(letterSubject(job)), logs.documents.last(documentSubject(job))];
  if (kept.some((message) => message?.body.document !== undefined))
    yield { kind: "discarded, not erased", jobId: job.jobId, text: "" };
}
