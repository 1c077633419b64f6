/** What nats-server did not let our processes say or hear: a subject is missing in contracts/src/broker-users.ts. */
import { readFileSync } from "node:fs";
import type { Stack } from "@printermaster/infra";

export const refusedByBroker = (stack: Stack): string[] =>
  readFileSync(stack.logFile("nats"), "utf8")
    .split("\n")
    .filter((line) => /Violation/.test(line));
