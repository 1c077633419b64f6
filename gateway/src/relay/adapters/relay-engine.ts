/**
 * Stock engine.io, with session ids of ours and two doors for the relay. It leans on members that are not public:
 * test/relay-contract.spec.ts names each of them, and engine.io is pinned exactly.
 */
import { Server as Engine, type Socket, type Transport } from "engine.io";
import type { RelayedRequest } from "./relayed-request.ts";
import type { TunnelledWebSocket } from "./tunnelled-websocket.ts";

export type EngineOptions = NonNullable<ConstructorParameters<typeof Engine>[0]>;

/** engine.io's own answer to a request that it does not take. */
export interface EngineRefusal {
  readonly code: number;
  readonly message: string;
}

interface Unpublished {
  prepare(request: unknown): void;
  onWebSocket(request: unknown, socket: unknown, websocket: unknown): void;
}

export const UNKNOWN_SESSION: EngineRefusal = refusalOf(Engine.errors.UNKNOWN_SID);

export class RelayEngine extends Engine {
  readonly #newId: () => string;

  constructor(options: EngineOptions, newId: () => string) {
    super(options);
    this.#newId = newId;
  }

  /** With what engine.io has put where nothing was said. */
  get settings(): Required<
    Pick<EngineOptions, "maxHttpBufferSize" | "pingInterval" | "pingTimeout">
  > {
    const { maxHttpBufferSize = 1e6, pingInterval = 25_000, pingTimeout = 20_000 } = this.opts;
    return { maxHttpBufferSize, pingInterval, pingTimeout };
  }

  override generateId(): string {
    return this.#newId();
  }

  /** As `handleUpgrade`, for a WebSocket that another gateway has at its door. */
  takeTunnel(request: RelayedRequest, open: () => TunnelledWebSocket): EngineRefusal | undefined {
    const inside = this as unknown as Unpublished;
    let refusal: EngineRefusal | undefined;
    inside.prepare(request);
    this.verify(request as unknown as Parameters<Engine["verify"]>[0], true, (code, context) => {
      if (code === undefined) inside.onWebSocket(request, undefined, open());
      else
        refusal = { ...refusalOf(code), ...(context?.message ? { message: context.message } : {}) };
    });
    return refusal;
  }

  /** What hangs on this session is told by `leaving` on its connection that the gateway its client reaches will stop. */
  tellLeaving(sid: string): void {
    this.#session(sid)?.emit("leaving");
  }

  /** Answers a waiting poll with a packet that says nothing: its client polls again, and loses nothing. */
  releasePoll(sid: string): void {
    const transport: Transport | undefined = this.#session(sid)?.transport;
    if (transport?.name === "polling" && transport.writable) transport.send([{ type: "noop" }]);
  }

  #session(sid: string): Socket | undefined {
    return Object.hasOwn(this.clients, sid) ? this.clients[sid] : undefined;
  }
}

function refusalOf(code: keyof typeof Engine.errorMessages): EngineRefusal {
  return { code, message: Engine.errorMessages[code] };
}
