/** What is written down of whoever does it, by method and the router's own path; the rest of the log is written where it is done. */
const actions = new Map<string, string>([
  ["POST /v1/jobs/:id/retry", "job-retry"],
  ["POST /v1/jobs/:id/reprint", "job-reprint"],
  ["POST /v1/jobs/:id/discard", "dead-letter-discard"],
  ["GET /v1/audit", "audit-read"],
  ["GET /v1/admin/socket-logs", "socket-logs-watch"],
]);

export const privilegedAction = (method: string, path: string): string | undefined =>
  actions.get(`${method} ${path}`);
