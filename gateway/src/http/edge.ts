/** Everything the HTTP edge may call. */
import type { AdmissionDeps } from "../accounts/app/admit-socket.ts";
import type { LogInDeps } from "../accounts/app/log-in.ts";
import type { BranchReader, FleetCommands } from "../fleet/app/ports.ts";
import type {
  JobFollower,
  JobReader,
  PrintCommands,
  PrinterReader,
  ReadModel,
} from "../jobs/app/ports.ts";
import type { Registry } from "../presence/app/registry.ts";
import type { TestPageDeps } from "../jobs/app/print-test-page.ts";
import type { SubmitDeps } from "../jobs/app/submit-print.ts";
import type { AgentHealthReader } from "../presence/app/desktop-health.ts";

export interface HttpEdge extends TestPageDeps {
  readonly logIn: LogInDeps;
  readonly admission: AdmissionDeps;
  readonly submit: SubmitDeps;
  readonly commands: PrintCommands & FleetCommands;
  readonly jobs: JobReader;
  readonly printers: PrinterReader & BranchReader;
  readonly follower: JobFollower;
  readonly readModel: ReadModel;
  readonly agents: AgentHealthReader;
  readonly registry: Registry;
  readonly health: HealthProbe;
}

export interface HealthProbe {
  readonly now: () => Date;
  /** Not while stopping. */
  readonly ready: () => boolean;
  /** From then on it stops: whoever waits here is to ask elsewhere. */
  readonly stopping: AbortSignal;
  readonly brokerConnected: () => boolean;
  readonly databaseAnswers: () => Promise<boolean>;
}

type Parts = SubmitDeps &
  AdmissionDeps &
  LogInDeps &
  Omit<HttpEdge, "logIn" | "admission" | "submit" | "health">;

export const edgeOver = (parts: Parts, health: HealthProbe): HttpEdge => ({
  ...parts,
  submit: parts,
  logIn: parts,
  admission: parts,
  health,
});

/** By this name Nest hands it to the controllers. */
export const HTTP_EDGE = Symbol("http edge");
