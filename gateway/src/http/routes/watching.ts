/** What goes on behind the screens, and what has gone on there. */
import { AuditPage, FlowFilter, ListAudit, ListenersReport } from "@printermaster/contracts";
import { ok } from "./parts.ts";
import type { Route } from "./route.ts";

const tag = "Watching";

export const watchingRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/v1/audit",
    tag,
    summary: "Read who did what with a privilege, the oldest first",
    who: "watch-traffic",
    query: ListAudit,
    answers: { 200: ok("A page, and where the next begins.", AuditPage) },
  },
  {
    method: "get",
    path: "/v1/admin/listeners",
    tag,
    summary: "Who listens to what, in every gateway",
    who: "watch-traffic",
    answers: { 200: ok("Of those that answered.", ListenersReport) },
  },
  {
    method: "get",
    path: "/v1/admin/socket-logs",
    tag,
    summary: "Follow what sockets and the broker are told",
    who: "watch-traffic",
    query: FlowFilter,
    answers: { 200: ok("From now on: names and sizes, never contents.", "text/event-stream") },
    refusals: ["too-many-connections"],
  },
];
