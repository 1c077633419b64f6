/** The one table of who may do what, in the branches that are theirs: HTTP, sockets and POS all ask it. */
import { accepted, refused, type Answer, type Role } from "@printermaster/contracts";
import type { Caller } from "../../domain/principal.ts";

export const everyPermission = [
  /** Jobs, printers, agents, orders, and what happens to them. */
  "read",
  /** All branches at once, by the company's room. */
  "see-company",
  "print",
  "cancel",
  /** Retry a dead letter, or print a marked copy. */
  "repeat",
  "discard",
  /** Orders and availability, as facts. */
  "tell-facts",
  /** Backups of printers, and what a branch wants after an outage. */
  "manage-printing",
  "manage-licences",
  "manage-api-keys",
  /** Pair agents, and revoke their keys. */
  "manage-devices",
  /** The live flow of events, who listens, and the audit log. */
  "watch-traffic",
] as const;
export type Permission = (typeof everyPermission)[number];

const atTheCounter = ["read", "print", "cancel", "repeat", "tell-facts"] as const;

export const permissions: Readonly<Record<Role | "pos", readonly Permission[]>> = {
  owner: everyPermission,
  manager: [
    ...atTheCounter,
    "discard",
    "manage-printing",
    "manage-licences",
    "manage-api-keys",
    "manage-devices",
  ],
  staff: [...atTheCounter, "discard"],
  support: ["read", "see-company", "watch-traffic"],
  pos: ["read", "print", "cancel", "tell-facts"],
};

export const may = (caller: Caller, permission: Permission): boolean =>
  permissions[caller.kind === "pos" ? "pos" : caller.role].includes(permission);

export const permitted = (caller: Caller, permission: Permission): Answer<true> =>
  may(caller, permission) ? accepted(true) : refused("forbidden");
