/** Everything the HTTP edge may call. */
import type { IncomingMessage } from "node:http";
import type { AdmissionDeps } from "../accounts/app/admit-socket.ts";
import type { ApiKeyDeps } from "../accounts/app/api-keys.ts";
import type { LicenceDeps } from "../accounts/app/licences.ts";
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
import type { ListAgentsDeps } from "../devices/app/list-agents.ts";
import type { OpenPairingDeps } from "../devices/app/open-pairing.ts";
import type { PairDeps } from "../devices/app/pair-device.ts";
import type { RevokeDeps } from "../devices/app/revoke-device.ts";
import type { SubmitDeps } from "../jobs/app/submit-print.ts";
import type { Administration } from "./administration.ts";
import type { AgentHealthReader } from "../presence/app/desktop-health.ts";
import type { LiveOrdersDeps } from "../shop/app/live-orders.ts";
import type { ShopDeps } from "../shop/app/tell-facts.ts";

export interface HttpEdge extends TestPageDeps, ShopDeps, LiveOrdersDeps {
  readonly logIn: LogInDeps;
  readonly admission: AdmissionDeps;
  readonly credentials: LicenceDeps & ApiKeyDeps;
  readonly submit: SubmitDeps;
  readonly commands: PrintCommands & FleetCommands;
  readonly jobs: JobReader;
  readonly printers: PrinterReader & BranchReader;
  readonly follower: JobFollower;
  readonly readModel: ReadModel;
  readonly agents: AgentHealthReader;
  readonly devices: DeviceEdge;
  readonly registry: Registry;
  readonly health: HealthProbe;
  /** Whose request it is, behind whatever proxies we trust. */
  readonly addressOf: (request: IncomingMessage) => string;
  readonly admin: Administration;
}

type DeviceEdge = OpenPairingDeps & PairDeps & ListAgentsDeps & RevokeDeps;

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
