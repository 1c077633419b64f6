/** An agent without printers, for crowds of them: it connects, says its hello, and comes back as the protocol asks. */
import {
  accepted,
  AGENT_PROTOCOL,
  agentEvents,
  PRINTING_NAMESPACE,
  type AgentHandshake,
  type AgentHello,
  type Answer,
} from "@printermaster/contracts";
import { io, type Socket } from "socket.io-client";

/** docs/agent-protocol.md: within a second, at a random moment. */
const AFTER_LOSS_MS = { least: 20, spread: 980 };

export class LightAgent {
  /** Of each connection that was lost: when, and when the next hello was accepted. */
  readonly returns: { readonly lostAt: number; backAt?: number }[] = [];
  readonly #url: string;
  readonly #auth: AgentHandshake;
  readonly #transports: readonly string[];
  #socket: Socket;
  #greeted = false;
  #closed = false;

  constructor(url: string, auth: AgentHandshake, transports: readonly string[]) {
    this.#url = url;
    this.#auth = auth;
    this.#transports = transports;
    this.#socket = this.#open();
  }

  get greeted(): boolean {
    return this.#greeted;
  }

  close(): void {
    this.#closed = true;
    this.#socket.disconnect();
  }

  #open(): Socket {
    const socket = io(this.#url + PRINTING_NAMESPACE, {
      transports: [...this.#transports],
      auth: this.#auth,
      reconnection: false,
      forceNew: true,
      timeout: 2500,
    });
    const { revoke, query } = agentEvents;
    socket.on(query, (_: unknown, answer: (said: unknown) => void) =>
      answer(accepted({ known: false })),
    );
    socket.on(revoke, (_: unknown, answer: (said: unknown) => void) =>
      answer(accepted({ revoked: true })),
    );
    socket.once("connect", () => void this.#greet(socket));
    socket.once("connect_error", () => this.#again(socket));
    socket.once("disconnect", () => this.#again(socket));
    return socket;
  }

  async #greet(socket: Socket): Promise<void> {
    const asked = socket.timeout(5000).emitWithAck(agentEvents.hello, this.#hello());
    const answer = await (asked as Promise<Answer<unknown>>).catch(() => undefined);
    if (!answer?.ok) return void socket.disconnect();
    this.#greeted = true;
    const last = this.returns.at(-1);
    if (last && last.backAt === undefined) last.backAt = performance.now();
  }

  #again(socket: Socket): void {
    if (this.#closed || socket !== this.#socket) return;
    if (this.#greeted) this.returns.push({ lostAt: performance.now() });
    this.#greeted = false;
    socket.disconnect();
    setTimeout(
      () => {
        if (!this.#closed) this.#socket = this.#open();
      },
      AFTER_LOSS_MS.least + AFTER_LOSS_MS.spread * Math.random(),
    );
  }

  #hello(): AgentHello {
    const { instanceId, appVersion } = this.#auth;
    return {
      protocol: AGENT_PROTOCOL,
      installationId: instanceId,
      spoolId: instanceId,
      counter: 1,
      appVersion,
      printers: [],
      openWork: [],
    };
  }
}
