import type { ListenersReport } from "@printermaster/contracts";
import type { AuditReader } from "../audit/app/read-audit.ts";
import type { FlowWatchers } from "../flow/app/watch-flow.ts";

export interface Administration {
  readonly audits: AuditReader;
  readonly watchers: FlowWatchers;
  readonly listeners: () => Promise<ListenersReport["gateways"]>;
}
