/** An agent as its gateway sees it, and nothing more at this end: handshake, hello, pongs, heartbeats. */
import { AGENT_PROTOCOL, agentEvents, PRINTING_NAMESPACE } from "@printermaster/contracts";
import WebSocket from "ws";

export interface Identity {
  readonly deviceId: string;
  readonly companyId: string;
  readonly branchId: string;
  readonly licenseKey: string;
}

// As engine.io and Socket.IO number their packets.
const [OPEN, PING, PONG] = ["0", "2", "3"];
const [CONNECT, EVENT, ACK] = ["40", "42", "43"];
const HEARTBEAT = {
  uptimeSeconds: 86_400,
  cpu: 0.01,
  memoryMb: 90,
  delayMs: 2,
  queueDepth: 0,
  reconnections: 1,
  recentReconnections: 0,
  transport: "websocket",
};

export class IdleAgent {
  readonly identity: Identity;
  readonly #socket: WebSocket;
  #accounts = 0;
  readonly #standing = Promise.withResolvers<void>();

  constructor(url: string, identity: Identity, onLost: () => void) {
    this.identity = identity;
    const path = "/socket.io/?EIO=4&transport=websocket";
    this.#socket = new WebSocket(url.replace(/^http/, "ws") + path, { perMessageDeflate: false });
    this.#socket.on("message", (data) => this.#hear((data as Buffer).toString()));
    this.#socket.on("error", (error) => this.#standing.reject(error));
    this.#socket.on("close", () => {
      this.#standing.reject(new Error("its connection was closed"));
      onLost();
    });
  }

  /** Resolves when its hello is accepted: its session is claimed and subscribed. */
  standing(): Promise<void> {
    return this.#standing.promise;
  }

  heartbeat(): void {
    this.#say(EVENT, [agentEvents.heartbeat, HEARTBEAT]);
  }

  /** Stored, and told to whoever looks at its branch: its printer has stopped, or works again. */
  turnPrinter(): void {
    this.#accounts++;
    const state = this.#accounts % 2 === 0 ? "idle" : "stopped";
    const account = { number: this.#accounts, printers: [this.#printer(state)] };
    this.#say(EVENT, [agentEvents.printers, account], this.#accounts);
  }

  #hear(packet: string): void {
    if (packet === PING) return this.#socket.send(PONG);
    if (packet.startsWith(OPEN)) return this.#say(CONNECT, this.#handshake());
    if (packet.startsWith(CONNECT)) return this.#say(EVENT, this.#hello(), 0);
    if (!packet.startsWith(ACK)) return this.#standing.reject(new Error(`heard ${packet}`));
    if (packet.includes('"ok":true')) this.#standing.resolve();
    else this.#standing.reject(new Error(`its hello was refused: ${packet}`));
  }

  #say(packet: string, body: unknown, acknowledgement?: number): void {
    const id = acknowledgement ?? "";
    this.#socket.send(`${packet}${PRINTING_NAMESPACE},${id}${JSON.stringify(body)}`);
  }

  #handshake() {
    const { deviceId } = this.identity;
    const instanceId = `${deviceId}boot`;
    return { userRole: "desktop_app", ...this.identity, appVersion: "1.0.0", instanceId };
  }

  #hello() {
    const { deviceId } = this.identity;
    return [
      agentEvents.hello,
      {
        protocol: AGENT_PROTOCOL,
        installationId: `${deviceId}install`,
        spoolId: `${deviceId}spool`,
        counter: 1,
        appVersion: "1.0.0",
        printers: [this.#printer("idle")],
        openWork: [],
      },
    ];
  }

  #printer(state: "idle" | "stopped") {
    const printerId = `${this.identity.deviceId}p`;
    return { printerId, name: "Kitchen", kind: "tcp", columns: 48, state, reasons: [] };
  }
}
