/** What the subject of a message tells; `undefined` where it is not of this kind. */
import type { Id } from "./ids.ts";
import { LIVE } from "./subjects.ts";

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
  readonly kind: "job" | "step" | "agent" | "printer" | "branch" | "order" | "availability";
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
  if (family === "shop" && flow === "evt" && (noun === "order" || noun === "availability"))
    return { kind: noun, company, branch, id };
  return undefined;
}

export function parseAlertSubject(
  subject: string,
): { readonly branch: Id; readonly agentId: Id } | undefined {
  const [live, family, , , flow, , branch, noun, agentId, ...rest] = subject.split(".");
  if (`${live}.` !== LIVE || family !== "fleet" || flow !== "alert" || noun !== "agent")
    return undefined;
  return branch && agentId && rest.length === 0 ? { branch, agentId } : undefined;
}

const isFleetNoun = (noun: string | undefined): noun is "agent" | "printer" | "branch" =>
  noun === "agent" || noun === "printer" || noun === "branch";

export interface RelaySubject {
  readonly instance: string;
  readonly what: string;
  /** None in what is for all. */
  readonly id: string | undefined;
}

export function parseRelaySubject(subject: string): RelaySubject | undefined {
  const [, , , instance, what, id] = subject.split(".");
  return instance && what ? { instance, what, id } : undefined;
}

export const verbOfAgentSubject = (subject: string): string => subject.split(".").at(-1) ?? "";
