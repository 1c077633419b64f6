import type {
  AgentAlert,
  AgentVerb,
  Answer,
  HelloAccepted,
  Id,
  RecordReport,
  RegisterAgent,
  ReportPrinters,
  ReportRecorded,
  UnregisterAgent,
} from "@printermaster/contracts";
import type { AgentPrincipal } from "../../domain/principal.ts";
import type { FleetNews } from "../domain/supersession.ts";

export interface AgentAddress {
  readonly company: Id;
  readonly branch: Id;
  readonly correlationId: string;
}

export interface AgentCommands {
  hello(address: AgentAddress, body: RegisterAgent): Promise<Answer<HelloAccepted>>;
  bye(address: AgentAddress, body: UnregisterAgent): Promise<Answer<unknown>>;
  report(address: AgentAddress, body: RecordReport): Promise<Answer<ReportRecorded>>;
  reportPrinters(address: AgentAddress, body: ReportPrinters): Promise<Answer<unknown>>;
}

/** What an orchestrator asks of an agent's session. */
export interface AgentRequest {
  readonly verb: string;
  readonly body: unknown;
  readonly traceparent: string | undefined;
}

export interface SessionEars {
  /** No answer at all is said by `undefined`: the requester's timeout then decides. */
  onRequest(request: AgentRequest): Promise<Answer<unknown> | undefined>;
  onFleetNews(news: FleetNews): void;
}

export interface AgentSubjects {
  /** Resolves when the broker knows the subscriptions. */
  listen(agent: AgentPrincipal, session: Id, ears: SessionEars): Promise<() => void>;
  /** To whoever looks at the branch; not more often than people can look. */
  publishAlert(agent: AgentPrincipal, code: AgentAlert["code"]): void;
  publishProgress(agent: AgentPrincipal, jobId: Id, progress: unknown): void;
}

/** The agent's own connection. */
export interface AgentSocket {
  /** `undefined` when it did not acknowledge in time, or is gone. */
  ask(verb: AgentVerb, body: unknown): Promise<unknown>;
  supersede(): void;
}
