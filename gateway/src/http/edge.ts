/** Everything the HTTP edge may call. */
import type { IncomingMessage } from "node:http";
import type { AdmissionDeps } from "../accounts/app/admit-socket.ts";
import type { ApiKeyDeps } from "../accounts/app/api-keys.ts";
import type { LicenceDeps } from "../accounts/app/licences.ts";
import type { LogInDeps } from "../accounts/app/log-in.ts";
import type { JobReader, PrintCommands, PrinterReader, ReadModel } from "../jobs/app/ports.ts";
import type { SubmitDeps } from "../jobs/app/submit-print.ts";
import type { AgentHealthReader } from "../presence/app/desktop-health.ts";
import type { LiveOrdersDeps } from "../shop/app/live-orders.ts";
import type { ShopDeps } from "../shop/app/tell-facts.ts";

export interface HttpEdge extends ShopDeps, LiveOrdersDeps {
  readonly logIn: LogInDeps;
  readonly admission: AdmissionDeps;
  readonly credentials: LicenceDeps & ApiKeyDeps;
  readonly submit: SubmitDeps;
  readonly commands: PrintCommands;
  readonly jobs: JobReader;
  readonly printers: PrinterReader;
  readonly readModel: ReadModel;
  readonly agents: AgentHealthReader;
  readonly health: HealthProbe;
  /** Whose request it is, behind whatever proxies we trust. */
  readonly addressOf: (request: IncomingMessage) => string;
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
  LicenceDeps &
  ApiKeyDeps &
  Omit<HttpEdge, "logIn" | "admission" | "credentials" | "submit" | "health">;

export const edgeOver = (parts: Parts, health: HealthProbe): HttpEdge => ({
  ...parts,
  submit: parts,
  logIn: parts,
  admission: parts,
  credentials: parts,
  health,
});

/** By this name Nest hands it to the controllers. */
export const HTTP_EDGE = Symbol("http edge");
