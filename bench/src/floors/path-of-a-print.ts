/** What a print must do one after another between the submit and the word "completed". */
import type { FloorName } from "./floor.ts";

// Submit and job over sockets; submit, job and report over NATS, the last one heard half-way by the submitter;
// Submitted and Dispatched, or Dispatched and Completed, on the log; spool, attempt and outcome on the agent's disk.
export const pathOfAPrint: Readonly<Record<FloorName, number>> = {
  "emit-with-ack": 2,
  "request-reply": 2.5,
  "cas-append": 2,
  "sqlite-commit": 3,
  "tcp-echo": 1,
};

export function sumOfFloors(p50s: Readonly<Record<FloorName, number>>): number {
  const names = Object.keys(pathOfAPrint) as FloorName[];
  return names.reduce((sum, name) => sum + pathOfAPrint[name] * p50s[name], 0);
}
