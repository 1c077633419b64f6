/** Everything the HTTP edge may call. */
import type { AdmissionDeps } from "../accounts/app/admit-socket.ts";
import type { LogInDeps } from "../accounts/app/log-in.ts";
import type { JobReader, PrintCommands, PrinterReader, ReadModel } from "../jobs/app/ports.ts";
import type { SubmitDeps } from "../jobs/app/submit-print.ts";
import type { AgentHealthReader } from "../presence/app/desktop-health.ts";
import type { LiveOrdersDeps } from "../shop/app/live-orders.ts";
import type { ShopDeps } from "../shop/app/tell-facts.ts";

export interface HttpEdge extends ShopDeps, LiveOrdersDeps {
  readonly logIn: LogInDeps;
  readonly admission: AdmissionDeps;
  readonly submit: SubmitDeps;
  readonly commands: PrintCommands;
  readonly jobs: JobReader;
  readonly printers: PrinterReader;
  readonly readModel: ReadModel;
  readonly agents: AgentHealthReader;
  readonly health: HealthProbe;
}

export interface HealthProbe {
  readonly now: () => Date;
  /** Not while stopping. */
  readonly ready: () => boolean;
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
