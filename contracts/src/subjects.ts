/** Every NATS subject of the system. No such string stands anywhere else. */
import { slotOf, type CorrelationId, type Id } from "./ids.ts";

export type CommandVerb =
  | "submit"
  | "cancel"
  | "report"
  | "hello"
  | "bye"
  | "printers"
  | "retry"
  | "discard"
  | "reprint"
  | "backup"
  | "policy";
export type QueryName = "jobs" | "job" | "printers" | "dead-letters";
export type AgentVerb = "job" | "query" | "revoke";

export const ORCHESTRATOR_QUEUE = "orchestrator";
export const LIVE = "live.";

const print = (company: Id) => `print.v1.${slotOf(company)}`;
const fleet = (company: Id) => `fleet.v1.${slotOf(company)}`;

export const subjects = {
  command: (company: Id, branch: Id, verb: CommandVerb, correlationId: CorrelationId) =>
    `${print(company)}.cmd.${company}.${branch}.${verb}.${correlationId}`,
  query: (company: Id, name: QueryName, correlationId: CorrelationId) =>
    `${print(company)}.query.${company}.${name}.${correlationId}`,
  agent: (company: Id, branch: Id, agentId: Id, verb: AgentVerb) =>
    `${print(company)}.agent.${company}.${branch}.${agentId}.${verb}`,
  job: (company: Id, branch: Id, jobId: Id) =>
    `${print(company)}.evt.${company}.${branch}.job.${jobId}`,
  jobInAnyBranch: (company: Id, jobId: Id) => `${print(company)}.evt.${company}.*.job.${jobId}`,
  document: (company: Id, branch: Id, jobId: Id) =>
    `${print(company)}.doc.${company}.${branch}.${jobId}`,
  fleetAgent: (company: Id, branch: Id, agentId: Id) =>
    `${fleet(company)}.evt.${company}.${branch}.agent.${agentId}`,
  fleetPrinter: (company: Id, branch: Id, printerId: Id) =>
    `${fleet(company)}.evt.${company}.${branch}.printer.${printerId}`,
  fleetBranch: (company: Id, branch: Id) =>
    `${fleet(company)}.evt.${company}.${branch}.branch.${branch}`,
  deadLetter: (company: Id, branch: Id, jobId: Id) =>
    `${print(company)}.dlq.${company}.${branch}.${jobId}`,
  /** By its hash alone, so that it can be found with nothing but the licence's key. */
  licence: (hash: string) => `account.v1.licence.${hash}`,
  /** Steps nobody needs afterwards: published live, never stored. */
  progress: (company: Id, branch: Id, jobId: Id) =>
    `${LIVE}${print(company)}.step.${company}.${branch}.job.${jobId}`,

  allCommands: "print.v1.*.cmd.>",
  allQueries: "print.v1.*.query.>",
  allJobs: "print.v1.*.evt.*.*.job.*",
  allDocuments: "print.v1.*.doc.*.*.*",
  allDeadLetters: "print.v1.*.dlq.*.*.*",
  allLicences: "account.v1.licence.*",
  allFleet: "fleet.v1.*.evt.*.*.*.*",
  agentAnyVerb: (company: Id, branch: Id, agentId: Id) =>
    `${print(company)}.agent.${company}.${branch}.${agentId}.*`,
  /** Stored events as the streams republish them, and steps: what a branch's screens show. */
  liveOfBranch: (company: Id, branch: Id) => [
    `${LIVE}${print(company)}.*.${company}.${branch}.job.*`,
    `${LIVE}${fleet(company)}.evt.${company}.${branch}.*.*`,
  ],
} as const;

export interface CommandSubject {
  readonly slot: string;
  readonly company: string;
  readonly branch: string;
  readonly verb: string;
  readonly correlationId: string;
}

export function parseCommandSubject(subject: string): CommandSubject | undefined {
  const [, , slot, kind, company, branch, verb, correlationId, ...rest] = subject.split(".");
  if (kind !== "cmd" || !slot || !company || !branch || !verb || !correlationId) return undefined;
  return rest.length > 0 ? undefined : { slot, company, branch, verb, correlationId };
}

export interface QuerySubject {
  readonly slot: string;
  readonly company: string;
  readonly name: string;
}

export function parseQuerySubject(subject: string): QuerySubject | undefined {
  const [, , slot, kind, company, name, correlationId, ...rest] = subject.split(".");
  if (kind !== "query" || !slot || !company || !name || !correlationId) return undefined;
  return rest.length > 0 ? undefined : { slot, company, name };
}

export type LiveSubject = {
  readonly kind: "job" | "step" | "agent" | "printer" | "branch";
  readonly company: Id;
  readonly branch: Id;
  readonly id: Id;
};

/** Reads stored subjects and their live copies alike. */
export function parseEventSubject(subject: string): LiveSubject | undefined {
  const stored = subject.startsWith(LIVE) ? subject.slice(LIVE.length) : subject;
  const [family, , , flow, company, branch, noun, id, ...rest] = stored.split(".");
  if (!company || !branch || !id || rest.length > 0) return undefined;
  if (family === "print" && noun === "job" && (flow === "evt" || flow === "step"))
    return { kind: flow === "evt" ? "job" : "step", company, branch, id };
  if (family === "fleet" && flow === "evt" && isFleetNoun(noun))
    return { kind: noun, company, branch, id };
  return undefined;
}

const isFleetNoun = (noun: string | undefined): noun is "agent" | "printer" | "branch" =>
  noun === "agent" || noun === "printer" || noun === "branch";

export const verbOfAgentSubject = (subject: string): string => subject.split(".").at(-1) ?? "";
