/** Everything the HTTP edge may call. */
import type { LogInDeps } from "../accounts/app/log-in.ts";
import type { JobReader, PrintCommands, PrinterReader, ReadModel } from "../jobs/app/ports.ts";
import type { SubmitDeps } from "../jobs/app/submit-print.ts";
import type { Administration } from "./administration.ts";
import type { AgentHealthReader } from "../presence/app/desktop-health.ts";

export interface HttpEdge {
  readonly logIn: LogInDeps;
  readonly submit: SubmitDeps;
  readonly commands: PrintCommands;
  readonly jobs: JobReader;
  readonly printers: PrinterReader;
  readonly readModel: ReadModel;
  readonly agents: AgentHealthReader;
  readonly health: HealthProbe;
  readonly admin: Administration;
}

export interface HealthProbe {
  readonly now: () => Date;
  /** Not while stopping. */
  readonly ready: () => boolean;
  readonly brokerConnected: () => boolean;
  readonly databaseAnswers: () => Promise<boolean>;
}

/** By this name Nest hands it to the controllers. */
export const HTTP_EDGE = Symbol("http edge");
