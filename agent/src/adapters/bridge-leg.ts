/** One socket to a gateway. While the agent moves to another gateway it stands on two of them. */
import {
  AGENT_CALLS,
  agentEvents,
  AgentJob,
  AgentQuery,
  AgentRevoke,
  agentAnswers,
  AgentChallenge,
  PRINTING_NAMESPACE,
} from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import { io, type Socket } from "socket.io-client";
import type { WorkDesk } from "../app/take-work.ts";
import type { Transport, Way } from "../domain/ways.ts";
import type { Identity } from "./identity.ts";
import { answerEvent } from "./inbound.ts";

/** A network that swallows WebSockets says nothing: by then the next way is tried. */
const CONNECTED_WITHIN_MS = { websocket: 2500, polling: 4000 } as const;
const LAST_ANSWERS_MS = 3000;
const PROVED_WITHIN_MS = 10_000;
const UNASKED = "the bridge asks for no proof";

export class BridgeLeg {
  readonly socket: Socket;
  readonly way: Way;
  /** How soon its gateway wants it to move, once it was told so. */
  movesWithinMs: number | undefined;
  /** Opened to move here from another gateway. */
  readonly isMove: boolean;
  /** Its hello is out: whatever the cloud hears of us from now on may be its own. */
  isGreeting = false;
  readonly #prove: Identity["prove"];
  #open = new Set<Promise<unknown>>();

  constructor(way: Way, { handshake: auth, prove }: Identity, isMove: boolean) {
    const { url, transport } = way;
    this.way = way;
    this.isMove = isMove;
    this.#prove = prove;
    this.socket = io(url.replace(/\/+$/, "") + PRINTING_NAMESPACE, {
      transports: transport === "websocket" ? ["websocket"] : ["polling", "websocket"],
      auth,
      query: AGENT_CALLS,
      // The next try may go to another address, which one Socket.IO manager cannot.
      reconnection: false,
      forceNew: true,
      timeout: CONNECTED_WITHIN_MS[transport],
    });
  }

  /** With a licence at once; with a key when the bridge has asked for a proof of it, and taken that. */
  whenLetIn(letIn: () => void, refused: (why: string) => void): void {
    const { socket } = this;
    const prove = this.#prove;
    if (!prove) return void socket.on("connect", letIn);
    let timer: NodeJS.Timeout | undefined;
    socket.on("connect", () => (timer = setTimeout(() => refused(UNASKED), PROVED_WITHIN_MS)));
    socket.on("disconnect", () => clearTimeout(timer));
    socket.on(agentEvents.challenge, (raw: unknown) => {
      clearTimeout(timer);
      const challenge = AgentChallenge.safeParse(raw).data;
      const proof = challenge && prove(challenge);
      if (!proof) return refused("the challenge is not for us");
      const hear = (error: Error | null, answer: unknown) => {
        const said = error ? undefined : agentAnswers.prove.safeParse(answer).data;
        if (said?.ok) letIn();
        else refused(`the proof was not taken: ${said?.error.code ?? "no answer"}`);
      };
      socket.timeout(PROVED_WITHIN_MS).emit(agentEvents.prove, proof, hear);
    });
  }

  transport(): Transport {
    return this.socket.io.engine?.transport.name === "polling" ? "polling" : "websocket";
  }

  /** Answers what the bridge asks, for as long as this leg has the session. */
  serve(desk: WorkDesk, session: () => string | undefined, log: Log): void {
    const { job, query, revoke } = agentEvents;
    answerEvent(this.socket, job, AgentJob, session, desk.take, log);
    answerEvent(this.socket, query, AgentQuery, session, desk.tell, log);
    answerEvent(this.socket, revoke, AgentRevoke, session, desk.revoke, log);
  }

  ask(event: string, payload: unknown, limitMs: number): Promise<unknown> {
    const answer: Promise<unknown> = this.socket.timeout(limitMs).emitWithAck(event, payload);
    const settled = answer.catch(() => undefined).finally(() => this.#open.delete(settled));
    this.#open.add(settled);
    return answer;
  }

  /** Another leg carries us: what was asked here may still be answered, and late requests are refused until then. */
  async retire(ownEvents: readonly string[]): Promise<void> {
    for (const event of ownEvents) this.socket.off(event);
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise((over) => (timer = setTimeout(over, LAST_ANSWERS_MS)));
    await Promise.race([Promise.all(this.#open), limit]);
    clearTimeout(timer);
    this.drop();
  }

  drop(): void {
    this.socket.removeAllListeners();
    this.socket.disconnect();
  }
}
