/** The orchestrator's ports on the simulated log. */
import {
  subjects,
  type AgentState,
  type BranchState,
  type JobState,
  type PrinterState,
} from "@printermaster/contracts";
import type { FleetLog, Known } from "../../src/fleet/app/ports.ts";
import type { Documents, JobAddress, JobLog } from "../../src/jobs/app/ports.ts";
import type { PrintEvent } from "../../src/jobs/domain/print-job.ts";
import { type LogClient, Stream } from "./streams.ts";

export interface JobEntry {
  readonly event: PrintEvent;
  readonly state: JobState;
}

export interface DocumentEntry {
  readonly document: unknown;
  readonly bodyHash: string;
}

export interface FleetEntry {
  readonly kind: "agent" | "printer" | "branch";
  readonly type: string;
  readonly state: AgentState | PrinterState | BranchState;
}

export class Logs {
  readonly jobs = new Stream<JobEntry>();
  readonly documents = new Stream<DocumentEntry>();
  readonly fleet = new Stream<FleetEntry>();
}

export const jobSubject = ({ company, branch, jobId }: JobAddress) =>
  subjects.job(company, branch, jobId);

export const documentSubject = ({ company, branch, jobId }: JobAddress) =>
  subjects.document(company, branch, jobId);

export function jobLogOn(client: LogClient, { jobs }: Logs): JobLog {
  return {
    async load(address) {
      const message = await client.last(jobs, jobSubject(address));
      return { job: message?.body.state, sequence: message?.sequence ?? 0 };
    },
    append: (event, state, expected) =>
      client.append(jobs, jobSubject(state), { event, state }, expected),
  };
}

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
      return found?.body.bodyHash === bodyHash ? { document: found.body.document } : undefined;
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
