/** Everything the HTTP edge may call. */
import type { LogInDeps } from "../accounts/app/log-in.ts";
import type { ListAgentsDeps } from "../devices/app/list-agents.ts";
import type { OpenPairingDeps } from "../devices/app/open-pairing.ts";
import type { PairDeps } from "../devices/app/pair-device.ts";
import type { RevokeDeps } from "../devices/app/revoke-device.ts";
import type { JobReader, PrintCommands, PrinterReader, ReadModel } from "../jobs/app/ports.ts";
import type { SubmitDeps } from "../jobs/app/submit-print.ts";
import type { AgentHealthReader } from "../presence/app/desktop-health.ts";
import type { ApiRequest } from "./exchange.ts";

export interface HttpEdge {
  readonly logIn: LogInDeps;
  readonly submit: SubmitDeps;
  readonly commands: PrintCommands;
  readonly jobs: JobReader;
  readonly printers: PrinterReader;
  readonly readModel: ReadModel;
  readonly agents: AgentHealthReader;
  readonly devices: DeviceEdge;
  readonly health: HealthProbe;
}

type DeviceEdge = OpenPairingDeps &
  PairDeps &
  ListAgentsDeps &
  RevokeDeps & { readonly addressOf: (request: ApiRequest) => string };

export interface HealthProbe {
  readonly now: () => Date;
  /** Not while stopping. */
  readonly ready: () => boolean;
  readonly brokerConnected: () => boolean;
  readonly databaseAnswers: () => Promise<boolean>;
}

/** By this name Nest hands it to the controllers. */
export const HTTP_EDGE = Symbol("http edge");
