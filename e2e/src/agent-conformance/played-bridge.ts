/** The gateway's side of the protocol, on a Socket.IO server of its own. */
import {
  accepted,
  agentAnswers,
  AgentHandshake,
  AgentHello,
  AgentPrinters,
  AgentReport,
  AgentSpans,
  agentEvents,
  AgentProof,
  PairDevice,
  PRINTING_NAMESPACE,
  type AgentChallenge,
  type Answer,
  type HelloAccepted,
  type ReportRecorded,
} from "@printermaster/contracts";
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { Server, type Socket } from "socket.io";
import { eventually, whether } from "./eventually.ts";
import { AUDIENCE, DEVICE } from "./played-cloud.ts";

const ANSWER_LIMIT_MS = 5000;
/** An agent gives a printer eight seconds, then looks after it at least every dozen. */
const LONGEST_OUTAGE_MS = 60_000;

export interface Connection {
  readonly session: string;
  readonly socket: Socket;
  readonly hello: AgentHello;
}

export interface SeenSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly events?: readonly { readonly name: string }[];
}

type Acknowledge<T> = (answer: Answer<T>) => void;

export class PlayedBridge {
  readonly handshakes: unknown[] = [];
  /** Every event's name in the order of arrival, per connection. */
  readonly heard: string[][] = [];
  readonly connections: Connection[] = [];
  readonly reports: AgentReport[] = [];
  /** Every account of its printers, also the refused ones. */
  readonly accounts: AgentPrinters[] = [];
  readonly steps: string[] = [];
  /** What it was paired with. */
  pairing: PairDevice | undefined;
  readonly proofs: { readonly asked: AgentChallenge; readonly proof: AgentProof }[] = [];
  /** What the next challenge asks to sign for. */
  audience = AUDIENCE;
  onProof: () => Answer<object> = () => accepted({});
  /** Of the next hello's answer. */
  drop: HelloAccepted["drop"] = [];
  /** What to say to a hello and to a report; `undefined` says nothing and hangs up. */
  onHello: () => Answer<HelloAccepted> | undefined = () => accepted(this.#welcome());
  onReport: (report: AgentReport) => Answer<ReportRecorded> | undefined = () =>
    accepted({ recorded: true });
  onPrinters: (account: AgentPrinters) => Answer<object> = () => accepted({});
  readonly #http = createServer((request, response) => {
    // Agents ask each gateway that they know whether it takes them.
    if (request.method === "POST") void this.#pair(request, response);
    else response.writeHead(200).end();
  });
  readonly #io = new Server(this.#http, { transports: ["websocket"], serveClient: false });
  readonly #batches: { resourceSpans: unknown[] }[] = [];
  #sessions = 0;

  /** On any free port for 0; returns the port. */
  async listen(port: number): Promise<number> {
    this.#io.of(PRINTING_NAMESPACE).on("connection", (socket) => this.#meet(socket));
    await new Promise<void>((listening, failed) => {
      this.#http.once("error", failed);
      this.#http.listen(port, "127.0.0.1", listening);
    });
    return (this.#http.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    await this.#io.close();
  }

  /** The nth connection with an accepted hello, counted from one; by default the one that is alive. */
  connected(nth = this.connections.length || 1): Promise<Connection> {
    return eventually(`hello number ${nth}`, () => this.connections[nth - 1]);
  }

  async ask(verb: "job" | "query" | "revoke", message: object): Promise<Answer<unknown>> {
    const { socket, session } = await this.connected();
    const asked = socket.timeout(ANSWER_LIMIT_MS);
    const raw: unknown = await asked.emitWithAck(agentEvents[verb], { session, ...message });
    return agentAnswers[verb].parse(raw);
  }

  reportOf(jobId: string, nth = 1, withinMs?: number): Promise<AgentReport> {
    const what = `report ${nth} about ${jobId}`;
    return eventually(what, () => this.reports.filter((r) => r.jobId === jobId)[nth - 1], withinMs);
  }

  /** A device is given some time before it has failed. */
  failureOf(jobId: string): Promise<AgentReport> {
    return this.reportOf(jobId, 1, LONGEST_OUTAGE_MS);
  }

  /** Once it is told last of this printer that it is stopped for this reason, or that it is not stopped. */
  async told(printerId: string, reason: string | undefined): Promise<void> {
    const what = `${printerId} as ${reason ?? "well"}`;
    await eventually(what, () => whether(this.#isTold(printerId, reason)), LONGEST_OUTAGE_MS);
  }

  #isTold(printerId: string, reason: string | undefined): boolean {
    const last = this.accounts.at(-1)?.printers.find((one) => one.printerId === printerId);
    if (reason === undefined) return last !== undefined && last.state !== "stopped";
    return last?.state === "stopped" && last.reasons.includes(reason);
  }

  handshake(): AgentHandshake {
    return AgentHandshake.parse(this.handshakes[0]);
  }

  spans(): SeenSpan[] {
    type Resource = { scopeSpans: { spans: SeenSpan[] }[] };
    const resources = this.#batches.flatMap(({ resourceSpans }) => resourceSpans as Resource[]);
    return resources.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  }

  async #pair(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.pairing = PairDevice.parse(await json(request));
    response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify(DEVICE));
  }

  #meet(socket: Socket): void {
    const heard: string[] = [];
    this.heard.push(heard);
    this.handshakes.push(socket.handshake.auth);
    socket.onAny((event: string) => void heard.push(event));
    if (this.pairing) this.#challenge(socket);
    else this.#serve(socket);
  }

  #challenge(socket: Socket): void {
    const nonce = randomBytes(24).toString("base64url");
    const asked = { audience: this.audience, nonce, issuedAt: new Date().toISOString() };
    socket.on(agentEvents.prove, (raw: unknown, acknowledge: Acknowledge<object>) => {
      this.proofs.push({ asked, proof: AgentProof.parse(raw) });
      const answer = this.onProof();
      if (answer.ok) this.#serve(socket);
      acknowledge(answer);
      if (!answer.ok) socket.disconnect(true);
    });
    socket.emit(agentEvents.challenge, asked);
  }

  #serve(socket: Socket): void {
    socket.on(agentEvents.hello, (raw: unknown, acknowledge: Acknowledge<HelloAccepted>) => {
      const hello = AgentHello.parse(raw);
      const answer = this.onHello();
      if (!answer) return void socket.disconnect(true);
      if (answer.ok) this.connections.push({ session: answer.value.session, socket, hello });
      acknowledge(answer);
    });
    socket.on(agentEvents.report, (raw: unknown, acknowledge: Acknowledge<ReportRecorded>) => {
      const report = AgentReport.parse(raw);
      this.reports.push(report);
      const answer = this.onReport(report);
      if (answer) acknowledge(answer);
      else socket.disconnect(true);
    });
    socket.on(agentEvents.printers, (raw: unknown, acknowledge: Acknowledge<object>) => {
      const account = AgentPrinters.parse(raw);
      this.accounts.push(account);
      acknowledge(this.onPrinters(account));
    });
    socket.on(agentEvents.progress, ({ jobId, step }: { jobId: string; step: string }) => {
      this.steps.push(`${jobId} ${step}`);
    });
    socket.on(agentEvents.spans, (raw: unknown, acknowledge?: () => void) => {
      this.#batches.push(AgentSpans.parse(raw));
      acknowledge?.();
    });
  }

  #welcome(): HelloAccepted {
    const session = `session${++this.#sessions}`;
    return { session, serverTime: new Date().toISOString(), drop: this.drop };
  }
}
