import type { Log } from "@printermaster/runtime";
import type { Audit } from "../app/ports.ts";

export const auditInLog =
  (log: Log): Audit =>
  (entry) =>
    log.info({ event: "audit", ...entry, at: entry.at.toISOString() }, entry.action);
