/** The orchestrator's ports on the simulated log. */
import {
  subjects,
  type AgentState,
  type BranchState,
  type JobState,
  type PrinterState,
  type StoredDeadLetter,
} from "@printermaster/contracts";
import type { FleetLog, Known } from "../../src/fleet/app/ports.ts";
import { loadedJob, type JobReading } from "../../src/jobs/app/loaded-job.ts";
import {
  UnreadableDocument,
  type DeadLetters,
  type Documents,
  type JobAddress,
  type StoredJobs,
} from "../../src/jobs/app/ports.ts";
import type { PrintEvent } from "../../src/jobs/domain/print-job.ts";
import { type LogClient, type Message, Stream } from "./streams.ts";

export interface JobEntry {
  readonly event: PrintEvent;
  readonly state: JobState;
  /** Nobody can read it: event and state are those of the one before. */
  readonly poisoned?: true;
}

export interface DocumentEntry {
  readonly document: unknown;
  readonly bodyHash: string;
  readonly poisoned?: true;
}

export interface FleetEntry {
  readonly kind: "agent" | "printer" | "branch";
  readonly type: string;
  readonly state: AgentState | PrinterState | BranchState;
}

export class Logs {
  readonly jobs = new Stream<JobEntry>();
  readonly documents = new Stream<DocumentEntry>();
  readonly letters = new Stream<StoredDeadLetter>();
  readonly fleet = new Stream<FleetEntry>();
}

export const jobSubject = ({ company, branch, jobId }: JobAddress) =>
  subjects.job(company, branch, jobId);

export const documentSubject = ({ company, branch, jobId }: JobAddress) =>
  subjects.document(company, branch, jobId);

export const letterSubject = ({ company, branch, jobId }: JobAddress) =>
  subjects.deadLetter(company, branch, jobId);

export function jobLogOn(client: LogClient, { jobs }: Logs): StoredJobs {
  return {
    async load(address) {
      const subject = jobSubject(address);
      const message = await client.last(jobs, subject);
      if (!message?.body.poisoned)
        return { job: message?.body.state, sequence: message?.sequence ?? 0 };
      const known = jobs.messages.slice(0, message.sequence);
      return loadedJob(address, known.filter((one) => one.subject === subject).map(readingOf));
    },
    append: (event, state, expected) =>
      client.append(jobs, jobSubject(state), { event, state }, expected),
    end: () => client.end(jobs),
  };
}

const readingOf = ({ sequence, body }: Message<JobEntry>): JobReading => {
  const { event, state, poisoned } = body;
  const { type, at } = event;
  const reading = poisoned
    ? ({ kind: "unreadable" } as const)
    : ({ kind: "job", type, at, sequence, data: event.data, state } as const);
  return { sequence, at, reading };
};

export function documentsOn(client: LogClient, { documents }: Logs): Documents {
  const write = (address: JobAddress, bodyHash: string, document: unknown, expected: number) =>
    client.append(documents, documentSubject(address), { document, bodyHash }, expected);
  return {
    put: async (address, bodyHash, document) =>
      (await write(address, bodyHash, document, 0)) !== undefined,
    async restore(address, bodyHash, document) {
      for (let tries = 0; tries < 8; tries++) {
        const found = await client.last(documents, documentSubject(address));
        if (found?.body.bodyHash === bodyHash) return;
        if (await write(address, bodyHash, document, found?.sequence ?? 0)) return;
      }
      throw new Error("the document was overwritten again and again");
    },
    async get(address, bodyHash) {
      const found = await client.last(documents, documentSubject(address));
      if (found?.body.poisoned) throw new UnreadableDocument();
      const { document, bodyHash: of } = found?.body ?? {};
      return of === bodyHash && document !== undefined ? { document } : undefined;
    },
    async erase(address, bodyHash) {
      for (let tries = 0; tries < 8; tries++) {
        const found = await client.last(documents, documentSubject(address));
        if (await write(address, bodyHash, undefined, found?.sequence ?? 0)) return;
      }
      throw new Error("the document was overwritten again and again");
    },
  };
}

export function lettersOn(client: LogClient, { letters }: Logs): DeadLetters {
  const write = (letter: StoredDeadLetter, expected: number) =>
    client.append(letters, letterSubject(letter.job), letter, expected);
  return {
    put: async (letter) => void (await write(letter, 0)),
    get: async (address) => (await client.last(letters, letterSubject(address)))?.body,
    async erase(letter) {
      const erased = { ...letter, document: undefined };
      for (let tries = 0; tries < 8; tries++) {
        const found = await client.last(letters, letterSubject(letter.job));
        if (found && found.body.document === undefined) return;
        if (await write(erased, found?.sequence ?? 0)) return;
      }
      throw new Error("the dead letter was overwritten again and again");
    },
  };
}

export function fleetLogOn(client: LogClient, { fleet }: Logs): FleetLog {
  const known = async <T>(subject: string): Promise<Known<T>> => {
    const found = await client.last(fleet, subject);
    return { state: found?.body.state as T | undefined, sequence: found?.sequence ?? 0 };
  };
  return {
    agent: (company, branch, id) => known(subjects.fleetAgent(company, branch, id)),
    printer: (company, branch, id) => known(subjects.fleetPrinter(company, branch, id)),
    branch: (company, branch) => known(subjects.fleetBranch(company, branch)),
    async appendBranch({ type, state }, expected) {
      const subject = subjects.fleetBranch(state.company, state.branch);
      const entry = { kind: "branch" as const, type, state };
      return (await client.append(fleet, subject, entry, expected)) !== undefined;
    },
    async appendAgent({ type, state }, expected) {
      const subject = subjects.fleetAgent(state.company, state.branch, state.agentId);
      const entry = { kind: "agent" as const, type, state };
      return (await client.append(fleet, subject, entry, expected)) !== undefined;
    },
    async appendPrinter({ type, state }, expected) {
      const subject = subjects.fleetPrinter(state.company, state.branch, state.printerId);
      const entry = { kind: "printer" as const, type, state };
      return (await client.append(fleet, subject, entry, expected)) !== undefined;
    },
  };
}
