/** How it is, and how it is used. */
import {
  ActiveJobs,
  AgentHealth,
  Alive,
  DesktopHealth,
  Health,
  RegistryStatus,
} from "@printermaster/contracts";
import { z } from "zod";
import { ofDevice, ok } from "./parts.ts";
import type { Route } from "./route.ts";

const tag = "Running";
const anything = z.looseObject({});

const alive = (path: string, summary: string): Route => ({
  method: "get",
  path,
  tag,
  summary,
  who: "anybody",
  answers: { 200: ok("It is.", Alive), ...(path === "/readyz" ? { 503: ok("Not.", Alive) } : {}) },
});

const page = (path: string, summary: string, body: z.ZodType | string): Route => ({
  method: "get",
  path,
  tag: "Documents",
  summary,
  who: "anybody",
  answers: { 200: ok("The document.", body) },
});

export const runningRoutes: readonly Route[] = [
  alive("/livez", "Whether the process lives"),
  alive("/readyz", "Whether it takes requests"),
  {
    method: "get",
    path: "/api/health",
    tag,
    summary: "How the system is",
    who: "anybody",
    answers: {
      200: ok("Prints go on; without the database it is degraded.", Health),
      503: ok("Prints do not go on.", Health),
    },
  },
  {
    method: "get",
    path: "/printing/desktop-health",
    tag,
    summary: "How well agents are connected",
    who: "read",
    answers: { 200: ok("Those of the caller's branches.", DesktopHealth) },
  },
  {
    method: "get",
    path: "/printing/desktop-health/:deviceId",
    tag,
    summary: "How well one agent is connected",
    who: "read",
    params: ofDevice,
    answers: { 200: ok("The agent.", AgentHealth) },
    refusals: ["unknown-device"],
  },
  {
    method: "get",
    path: "/printing/jobs/active",
    tag,
    summary: "List jobs that have not ended",
    who: "read",
    answers: { 200: ok("Newest first, at most 200.", ActiveJobs) },
    refusals: ["no-answer"],
  },
  {
    method: "get",
    path: "/printing/service-registry/status",
    tag,
    summary: "Which processes run, with version and load",
    who: "read",
    answers: {
      200: ok("Those that answered, and agents of the caller's branches.", RegistryStatus),
    },
  },
  page("/openapi.json", "This document", anything),
  page("/asyncapi.json", "What is said on sockets and on NATS", anything),
];
