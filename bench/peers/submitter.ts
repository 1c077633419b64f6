/** A till of a peer: one socket; is told of each of its prints when it is out. */
import { randomUUID } from "node:crypto";
import { io, type Socket } from "socket.io-client";
import type { Print } from "../src/loads/contestant.ts";
import { receipt } from "../src/ours/receipt.ts";
import type { PeerJob, PeerOutcome } from "./peer.ts";

const LIMIT_MS = 30_000;

interface Heard {
  readonly result: PeerOutcome["result"];
  readonly told: number;
}

export class Submitter {
  readonly #socket: Socket;
  readonly #awaited = new Map<string, (heard: Heard) => void>();
  #prints = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("outcome", ({ id, result }: PeerOutcome) =>
      this.#awaited.get(id)?.({ result, told: performance.now() }),
    );
  }

  static async open(url: string): Promise<Submitter> {
    const socket = io(url, {
      transports: ["websocket"],
      query: { client: "till2" },
      forceNew: true,
    });
    await new Promise<void>((connected, failed) => {
      socket.once("connect", connected);
      socket.once("connect_error", failed);
    });
    return new Submitter(socket);
  }

  async print(printerId: string): Promise<Print> {
    const id = randomUUID();
    const { promise, resolve, reject } = Promise.withResolvers<Heard>();
    this.#awaited.set(id, resolve);
    const late = setTimeout(() => reject(new Error(`not within ${LIMIT_MS} ms`)), LIMIT_MS);
    try {
      const job: PeerJob = { id, printerId, document: receipt(++this.#prints) };
      const submitted = performance.now();
      const accepted = this.#socket.timeout(LIMIT_MS).emitWithAck("print", job);
      const [{ result, told }] = await Promise.all([promise, accepted]);
      if (result !== "completed") throw new Error(`print ${id}: ${result}`);
      return { submitted, told };
    } finally {
      clearTimeout(late);
      this.#awaited.delete(id);
    }
  }

  close(): void {
    this.#socket.disconnect();
  }
}
