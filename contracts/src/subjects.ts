/** Every NATS subject of the system. No such string stands anywhere else. */
import type { RevocableKind } from "./sessions.ts";
import { subjectToken, type SubjectToken } from "./subject-token.ts";
import { slotOf, type CorrelationId, type Id } from "./ids.ts";
import { shopSubjects } from "./shop-subjects.ts";

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
/** What is known by its hash; a tenant by that of its slug. */
export type VerifierKind = "licence" | "key" | "tenant";
/** What one gateway says to another, about an exchange or, in the last two, about itself: see relay.ts. */
export type RelayKind =
  | "poll"
  | "upgrade"
  | "answer"
  | "cancel"
  | "release"
  | "tunnel"
  | "leaving"
  | "beat"
  | "bye";

export const ORCHESTRATOR_QUEUE = "orchestrator";
export const LIVE = "live.";

const print = (company: Id) => `print.v1.${slotOf(company)}`;
const fleet = (company: Id) => `fleet.v1.${slotOf(company)}`;
const RELAY = "gateway.v1.relay";

export const subjects = {
  ...shopSubjects,
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
  /** By its hash alone, so that it can be found with nothing but the key. */
  verifier: (kind: VerifierKind, hash: string) => `account.v1.verifier.${kind}.${hash}`,
  /** Which devices came with a licence, and from which installation each. */
  binding: (licence: Id) => `account.v1.binding.${licence}`,
  revocation: (kind: RevocableKind, id: Id) => `account.v1.revoked.${kind}.${id}`,
  /** By its id alone: it tells whose it is. */
  device: (deviceId: Id) => `account.v1.device.${deviceId}`,
  /** `_` is nobody's: no company has such a name. */
  audit: (company: Id | undefined, action: string) =>
    `audit.v1.${company ? slotOf(company) : "_"}.${company ?? "_"}.${subjectToken(action)}`,
  auditOf: (company: Id) => `audit.v1.${slotOf(company)}.${company}.*`,
  /** Steps nobody needs afterwards: published live, never stored. */
  progress: (company: Id, branch: Id, jobId: Id) =>
    `${LIVE}${print(company)}.step.${company}.${branch}.job.${jobId}`,
  /** To one gateway, by the id of its process; the other id is that of the exchange, or of who speaks. */
  relay: (instance: string, kind: RelayKind, id: string) => `${RELAY}.${instance}.${kind}.${id}`,
  relayOf: (instance: string) => `${RELAY}.${instance}.*.*`,
  /** To all of them: nothing of what stood between this one and another stands any more. */
  relayBye: (instance: string) => `${RELAY}.${instance}.bye`,
  allRelayByes: `${RELAY}.*.bye`,

  /** Live only, like steps. */
  agentAlert: (company: Id, branch: Id, agentId: Id) =>
    `${LIVE}${fleet(company)}.alert.${company}.${branch}.agent.${agentId}`,
  /** Asked of all gateways at once: each tells of the agents that are connected to it. */
  agentHealth: (company: Id) => `gateway.v1.health.${company}`,

  /** What goes on, told while somebody watches; and that somebody does, told again and again. */
  flow: (company: Id) => `gateway.v1.flow.${company}`,
  flowWatched: (company: Id) => `gateway.v1.watched.${company}`,
  allFlowWatched: "gateway.v1.watched.*",
  brokerFlow: (company: Id) => [
    `${print(company)}.cmd.${company}.>`,
    `${print(company)}.query.${company}.>`,
    `${print(company)}.agent.${company}.>`,
    `${LIVE}${print(company)}.*.${company}.>`,
    `${LIVE}${fleet(company)}.*.${company}.>`,
  ],
  listeners: "gateway.v1.listeners",
  allAgentHealth: "gateway.v1.health.*",
  allCommands: "print.v1.*.cmd.>",
  allCommandsTo: (verb: CommandVerb) => `print.v1.*.cmd.*.*.${verb}.*`,
  allToAgents: "print.v1.*.agent.>",
  allSteps: `${LIVE}print.v1.*.step.>`,
  allAlerts: `${LIVE}fleet.v1.*.alert.>`,
  allLive: [`${LIVE}print.v1.>`, `${LIVE}fleet.v1.>`, `${LIVE}shop.v1.>`],
  allBetweenGateways: ["gateway.v1.>", "sio.v1.>"],
  allQueries: "print.v1.*.query.>",
  allJobs: "print.v1.*.evt.*.*.job.*",
  allDocuments: "print.v1.*.doc.*.*.*",
  allDeadLetters: "print.v1.*.dlq.*.*.*",
  allDevices: "account.v1.device.*",
  allBindings: "account.v1.binding.*",
  allRevocations: "account.v1.revoked.*.*",
  allVerifiers: "account.v1.verifier.*.*",
  allAudit: "audit.v1.*.*.*",
  allFleet: "fleet.v1.*.evt.*.*.*.*",
  agentAnyVerb: (company: Id, branch: Id, agentId: Id) =>
    `${print(company)}.agent.${company}.${branch}.${agentId}.*`,
  /** Stored events as the streams republish them, and steps: what a branch's screens show. */
  liveJobsOfBranch: (company: Id, branch: Id) =>
    `${LIVE}${print(company)}.*.${company}.${branch}.job.*`,
  liveFleetOfBranch: (company: Id, branch: Id) =>
    `${LIVE}${fleet(company)}.*.${company}.${branch}.*.*`,
  /** What a branch's screens show of the logs. */
  jobsOfBranch: (company: Id, branch: Id) => `${print(company)}.evt.${company}.${branch}.job.*`,
  fleetOfBranch: (company: Id, branch: Id) => `${fleet(company)}.evt.${company}.${branch}.*.*`,
  /** Between gateways, by Socket.IO namespace: to all, to those with somebody in a room, to one of them. */
  allMembers: (namespace: SubjectToken) => `sio.v1.${namespace}.all`,
  room: (namespace: SubjectToken, room: SubjectToken) => `sio.v1.${namespace}.room.${room}`,
  member: (namespace: SubjectToken, uid: SubjectToken) => `sio.v1.${namespace}.member.${uid}`,
} as const;
