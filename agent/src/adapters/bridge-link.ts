/** The connection to whichever gateway is there: several addresses in turn, one socket at a time, ready after its hello. */
import {
  agentAnswers,
  AgentJob,
  AgentQuery,
  AgentRevoke,
  agentEvents,
  PRINTING_NAMESPACE,
  type AgentHandshake,
  type AgentHello,
  type AgentPrinters,
  type AgentProgress,
  type AgentReport,
  type HelloAccepted,
} from "@printermaster/contracts";
import { backoff, type Log } from "@printermaster/runtime";
import { io, type Socket } from "socket.io-client";
import type { Bridge } from "../app/ports.ts";
import type { WorkDesk } from "../app/take-work.ts";
import { answerEvent } from "./inbound.ts";

export interface LinkEnds {
  readonly hello: () => AgentHello;
  readonly desk: WorkDesk;
  /** Before anything may be asked in this session. */
  readonly onDrop: (drop: HelloAccepted["drop"]) => void;
  readonly onReady: (serverTime: string) => void;
  readonly onSuperseded: () => void;
}

const HELLO_LIMIT_MS = 10_000;
/** The gateway asks an orchestrator, and asks again after ten seconds. */
const REPORT_LIMIT_MS = 15_000;
const SPANS_LIMIT_MS = 5000;
const UNREACHED = { first: 300, most: 2000 };
const REFUSED = { first: 1000, most: 30_000 };

export class BridgeLink implements Bridge {
  readonly #urls: readonly string[];
  readonly #handshake: AgentHandshake;
  readonly #log: Log;
  #socket: Socket | undefined;
  #session: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #turn = 0;
  #tries = 0;

  constructor(urls: readonly string[], handshake: AgentHandshake, log: Log) {
    this.#urls = urls;
    this.#handshake = handshake;
    this.#log = log;
  }

  readonly ready = (): boolean => this.#session !== undefined;

  start(ends: LinkEnds): void {
    if (this.#stopped) return;
    const url = this.#urls[this.#turn++ % this.#urls.length] ?? "";
    const socket = io(url.replace(/\/+$/, "") + PRINTING_NAMESPACE, {
      transports: ["websocket"],
      auth: this.#handshake,
      // The next try may go to another address, which one Socket.IO manager cannot.
      reconnection: false,
      forceNew: true,
      timeout: 5000,
    });
    this.#socket = socket;
    const again = (why: string, pace: typeof REFUSED) => this.#again(socket, ends, why, pace);
    socket.on("connect", () => this.#greet(socket, ends, again));
    socket.on("connect_error", (error) =>
      again(error.message, socket.active ? UNREACHED : REFUSED),
    );
    socket.on("disconnect", (reason) => again(reason, UNREACHED));
    socket.on(agentEvents.superseded, () => this.#giveWay(ends));
    this.#listen(socket, ends.desk);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#drop();
  }

  progress(step: AgentProgress): void {
    if (this.ready()) this.#socket?.volatile.emit(agentEvents.progress, step);
  }

  async report(report: AgentReport) {
    return agentAnswers.report.parse(await this.#ask(agentEvents.report, report, REPORT_LIMIT_MS));
  }

  async printers(account: AgentPrinters) {
    const answer = await this.#ask(agentEvents.printers, account, REPORT_LIMIT_MS);
    return agentAnswers.printers.parse(answer);
  }

  readonly sendSpans = async (batch: unknown): Promise<void> => {
    await this.#ask(agentEvents.spans, batch, SPANS_LIMIT_MS);
  };

  async #ask(event: string, payload: unknown, limitMs: number): Promise<unknown> {
    if (!this.#socket || !this.ready()) throw new Error("there is no connection");
    return this.#socket.timeout(limitMs).emitWithAck(event, payload);
  }

  #greet(socket: Socket, ends: LinkEnds, again: (why: string, pace: typeof REFUSED) => void): void {
    const dropped = (drop: HelloAccepted["drop"]): boolean => {
      try {
        ends.onDrop(drop);
        return true;
      } catch (error) {
        this.#log.error({ event: "not-dropped", err: error }, "work that is over is still there");
        return false;
      }
    };
    // With a callback, for a job may follow in the same tick and must find the session known.
    const hear = (error: Error | null, raw: unknown) => {
      const answer = agentAnswers.hello.safeParse(raw).data;
      if (error || !answer) return again("the hello was not answered", UNREACHED);
      if (!answer.ok) return again(`the hello was refused: ${answer.error.code}`, REFUSED);
      if (!dropped(answer.value.drop)) return again("the spool took nothing", UNREACHED);
      this.#session = answer.value.session;
      this.#tries = 0;
      this.#log.info({ event: "connected", session: this.#session }, "hello accepted");
      ends.onReady(answer.value.serverTime);
    };
    socket.timeout(HELLO_LIMIT_MS).emit(agentEvents.hello, ends.hello(), hear);
  }

  #listen(socket: Socket, desk: WorkDesk): void {
    const session = () => (socket === this.#socket ? this.#session : undefined);
    const { job, query, revoke } = agentEvents;
    answerEvent(socket, job, AgentJob, session, desk.take, this.#log);
    answerEvent(socket, query, AgentQuery, session, desk.tell, this.#log);
    answerEvent(socket, revoke, AgentRevoke, session, desk.revoke, this.#log);
  }

  #again(socket: Socket, ends: LinkEnds, why: string, pace: typeof REFUSED): void {
    if (socket !== this.#socket || this.#stopped) return;
    this.#drop();
    const waitMs = Math.round(backoff(this.#tries++, pace.first, pace.most, Math.random()));
    this.#log.warn({ event: "disconnected", why, waitMs }, "will connect again");
    this.#timer = setTimeout(() => this.start(ends), waitMs);
  }

  #giveWay(ends: LinkEnds): void {
    this.#log.error({ event: "superseded" }, "another connection of this agent took over");
    this.stop();
    ends.onSuperseded();
  }

  #drop(): void {
    const socket = this.#socket;
    this.#session = undefined;
    this.#socket = undefined;
    socket?.removeAllListeners();
    socket?.disconnect();
  }
}
