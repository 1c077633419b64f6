/** One agent's connection from its hello to its end. */
import {
  accepted,
  refused,
  type AgentHello,
  type AgentPrinters,
  type AgentProgress,
  type AgentReport,
  type Answer,
  type ErrorCode,
  type HelloAccepted,
  type Id,
  type ReportRecorded,
} from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import type { AgentPrincipal } from "../../domain/principal.ts";
import { hearing } from "../domain/supersession.ts";
import { deliverRequest } from "./deliver-request.ts";
import type { AgentCommands, AgentRequest, AgentSocket, AgentSubjects } from "./ports.ts";

export interface BridgeDeps {
  readonly commands: AgentCommands;
  readonly subjects: AgentSubjects;
  readonly gateway: string;
  readonly newId: () => Id;
  readonly log: Log;
}

interface Session {
  readonly id: Id;
  /** Whether the claim was accepted; requests that come before it is known wait for it. */
  readonly claimed: PromiseWithResolvers<boolean>;
  deaf: () => void;
}

export class AgentConnection {
  readonly #deps: BridgeDeps;
  readonly #agent: AgentPrincipal;
  readonly #socket: AgentSocket;
  #session: Session | undefined;
  #greeted = false;
  #ended = false;

  constructor(deps: BridgeDeps, agent: AgentPrincipal, socket: AgentSocket) {
    this.#deps = deps;
    this.#agent = agent;
    this.#socket = socket;
  }

  async hello(hello: AgentHello): Promise<Answer<HelloAccepted>> {
    if (this.#session) return outOfTurn("agent:hello was said already");
    const { installationId = hello.installationId } = this.#agent;
    if (hello.installationId !== installationId) return refused("second-installation");
    const session = this.#begin();
    const { agentId } = this.#agent;
    try {
      // Before the claim, or a request sent right after it would find nobody. Harmless: requests name the session.
      await this.#listen(session);
      const body = { ...hello, agentId, session: session.id, gateway: this.#deps.gateway };
      const claim = await this.#deps.commands.hello(this.#address(session.id), body);
      this.#log(session, claim.ok ? "accepted" : claim.error.code);
      if (!claim.ok) this.#refused(session, claim.error.code);
      else if (this.#ended) await this.#bye(session);
      else this.#greet(session);
      return claim;
    } catch (error) {
      this.#forget(session);
      throw error;
    }
  }

  async report(report: AgentReport): Promise<Answer<ReportRecorded>> {
    if (!this.#greeted || !this.#session) return outOfTurn("agent:hello comes first");
    const body = { ...report, agentId: this.#agent.agentId, session: this.#session.id };
    return await this.#deps.commands.report(this.#address(this.#deps.newId()), body);
  }

  async printers(account: AgentPrinters): Promise<Answer<unknown>> {
    if (!this.#session || !this.#greeted) return outOfTurn("agent:hello comes first");
    const body = { ...account, agentId: this.#agent.agentId, session: this.#session.id };
    return await this.#deps.commands.reportPrinters(this.#address(this.#deps.newId()), body);
  }

  progress(progress: AgentProgress): Answer<object> {
    if (!this.#greeted) return outOfTurn("agent:hello comes first");
    this.#deps.subjects.publishProgress(this.#agent, progress.jobId, progress);
    return accepted({});
  }

  /** While a claim is on its way, `hello` itself says the bye once it is answered. */
  async end(): Promise<void> {
    this.#ended = true;
    const session = this.#session;
    const greeted = this.#greeted;
    if (session) this.#forget(session);
    if (session && greeted) await this.#bye(session);
  }

  #refused(session: Session, code: ErrorCode): void {
    this.#forget(session);
    if (code !== "second-installation") return;
    const { company, branch, agentId } = this.#agent;
    const about = { event: "agent-alert", code, company, branch, agent: agentId };
    this.#deps.log.warn(about, "a second installation came with the key of a connected agent");
    this.#deps.subjects.publishAlert(this.#agent, code);
  }

  #begin(): Session {
    const claimed = Promise.withResolvers<boolean>();
    this.#session = { id: this.#deps.newId(), claimed, deaf: () => undefined };
    return this.#session;
  }

  #greet(session: Session): void {
    this.#greeted = true;
    // The agent must read the answer to its hello before the first request of that session.
    setImmediate(() => session.claimed.resolve(true));
  }

  async #listen(session: Session): Promise<void> {
    const superseded = hearing(session.id);
    session.deaf = await this.#deps.subjects.listen(this.#agent, session.id, {
      onRequest: (request) => this.#deliver(session, request),
      onFleetNews: (news) => {
        if (!superseded(news)) return;
        this.#log(session, "superseded");
        this.#socket.supersede();
      },
    });
    if (this.#ended) session.deaf();
  }

  async #deliver(session: Session, request: AgentRequest) {
    if (!(await session.claimed.promise)) return undefined;
    return await deliverRequest(this.#deps.log, this.#agent, this.#socket, request);
  }

  #forget(session: Session): void {
    this.#session = undefined;
    this.#greeted = false;
    session.claimed.resolve(false);
    session.deaf();
  }

  async #bye(session: Session): Promise<void> {
    const body = { agentId: this.#agent.agentId, session: session.id };
    await this.#deps.commands.bye(this.#address(session.id), body);
  }

  #address(correlationId: string) {
    return { company: this.#agent.company, branch: this.#agent.branch, correlationId };
  }

  #log(session: Session, outcome: string): void {
    const { company, branch, agentId } = this.#agent;
    const about = { company, branch, agent: agentId, session: session.id, outcome };
    this.#deps.log.info({ event: "agent-session", ...about }, `agent session ${outcome}`);
  }
}

const outOfTurn = (message: string) => refused("invalid-payload", [{ field: "", message }]);
