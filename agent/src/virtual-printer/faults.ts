// What a virtual printer can be told to do wrong: one table for HTTP, command line and page.
import { z } from "zod";

const bytes = z.int().min(1).max(1_000_000);
const nothing = z.strictObject({});

export const FAULTS = {
  "paper-out": {
    title: "Paper out",
    does: "stops and keeps what it has; goes on when the fault ends",
    settings: z.strictObject({ afterMm: z.int().min(0).max(100_000).default(0) }),
  },
  "near-end": { title: "Paper near end", does: "prints, and warns", settings: nothing },
  "cover-open": {
    title: "Cover open",
    does: "stops and keeps what it has; goes on when the fault ends",
    settings: nothing,
  },
  offline: {
    title: "Offline",
    does: "stops and keeps what it has; goes on when the fault ends",
    settings: nothing,
  },
  slow: {
    title: "Slow",
    does: "prints so many bytes a second",
    settings: z.strictObject({ bytesPerSecond: z.int().min(1).max(100_000).default(200) }),
  },
  "stops-reading": {
    title: "Stops reading",
    does: "takes nothing from its connections, not even questions",
    settings: nothing,
  },
  resets: {
    title: "Resets",
    does: "breaks the connection within each job",
    settings: z.strictObject({ afterBytes: bytes.default(64) }),
  },
  "half-ticket": {
    title: "Half a ticket",
    does: "prints so much of each job, then hangs up in good order",
    settings: z.strictObject({ afterBytes: bytes.default(64) }),
  },
  "lies-about-status": {
    title: "Lies",
    does: "tells another status than it has",
    settings: z.strictObject({
      says: z.enum(["well", "paper-out", "cover-open", "offline"]).default("well"),
    }),
  },
  "no-replies": { title: "No replies", does: "prints, and answers nothing", settings: nothing },
  vanishes: {
    title: "Accepts and vanishes",
    does: "takes all, prints nothing; answers real-time questions only",
    settings: nothing,
  },
} as const;

export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];
export type FaultSettings = { [Name in FaultName]: z.infer<(typeof FAULTS)[Name]["settings"]> };

export function isFault(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}
