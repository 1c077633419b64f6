/** One signed-in user with one socket, as a till or a page is; tells when each print reached which step. */
import { randomUUID } from "node:crypto";
import {
  clientEvents,
  deriveJobId,
  LoggedIn,
  PRINTING_NAMESPACE,
  serverEvents,
  type Answer,
  type Id,
  type PrintProgress,
  type Submitted,
} from "@printermaster/contracts";
import type { Demo, StackPrinter } from "@printermaster/infra";
import { sha256 } from "@printermaster/runtime";
import { io, type Socket } from "socket.io-client";
import { receipt } from "./receipt.ts";

/** Instants of `performance.now()`. */
export interface PrintTimes {
  readonly submitted: number;
  readonly accepted: number;
  /** A live step: nobody sends it again if it was missed. */
  readonly spooled: number | undefined;
  readonly told: number;
  readonly paperHash: string | undefined;
}

/** A way in, past the gateway; resolves when the print was accepted. */
export type Door = (branch: Id, print: object) => Promise<void>;

interface Awaited {
  spooled?: number;
  readonly ended: PromiseWithResolvers<{ told: number; paperHash: string | undefined }>;
}

const LIMIT_MS = 30_000;

export class PrintClient {
  readonly #socket: Socket;
  readonly #company: Id;
  readonly #awaited = new Map<Id, Awaited>();
  readonly #run = randomUUID();
  #prints = 0;

  private constructor(socket: Socket, company: Id) {
    this.#socket = socket;
    this.#company = company;
    socket.on(serverEvents.progress, (progress: PrintProgress) => this.#hear(progress));
    socket.on("disconnect", (why) => {
      for (const jobId of this.#awaited.keys()) this.#fail(jobId, why);
    });
  }

  static async open(url: string, demo: Demo): Promise<PrintClient> {
    const { accessToken, company } = await logIn(url, demo);
    const socket = io(url + PRINTING_NAMESPACE, {
      transports: ["websocket"],
      auth: { token: accessToken },
    });
    await new Promise<void>((connected, failed) => {
      socket.once("connect", connected);
      socket.once("connect_error", failed);
    });
    return new PrintClient(socket, company.id);
  }

  /** Resolves when the submitter has heard "completed"; any other end is an error. */
  async print({ id, branchId }: StackPrinter, door?: Door): Promise<PrintTimes> {
    if (this.#socket.disconnected) throw new Error("there is no connection to print over");
    const number = ++this.#prints;
    const idempotencyKey = `${this.#run}-${number}`;
    const jobId = deriveJobId(sha256, this.#company, branchId, idempotencyKey);
    const awaited: Awaited = { ended: Promise.withResolvers() };
    this.#awaited.set(jobId, awaited);
    const document = receipt(number);
    const print = { printerId: id, idempotencyKey, document };
    const submitted = performance.now();
    const late = setTimeout(() => this.#fail(jobId, `not within ${LIMIT_MS} ms`), LIMIT_MS);
    try {
      const [accepted, end] = await Promise.all([
        (door?.(branchId, print) ?? this.#submit({ ...print, branchId })).then(() =>
          performance.now(),
        ),
        awaited.ended.promise,
      ]);
      return { submitted, accepted, spooled: awaited.spooled, ...end };
    } finally {
      clearTimeout(late);
      this.#awaited.delete(jobId);
    }
  }

  close(): void {
    this.#socket.disconnect();
  }

  async #submit(print: object): Promise<void> {
    const asked = this.#socket.timeout(LIMIT_MS);
    const answer = (await asked.emitWithAck(clientEvents.submit, print)) as Answer<Submitted>;
    if (!answer.ok) throw new Error(`a print was refused: ${answer.error.code}`);
  }

  #hear({ jobId, step, job }: PrintProgress): void {
    const now = performance.now();
    const awaited = this.#awaited.get(jobId);
    if (!awaited) return;
    if (step === "spooled") awaited.spooled = now;
    if (step === "completed") awaited.ended.resolve({ told: now, paperHash: job?.paperHash });
    if (step === "failed" || step === "unconfirmed" || step === "expired") this.#fail(jobId, step);
  }

  #fail(jobId: Id, why: string): void {
    this.#awaited.get(jobId)?.ended.reject(new Error(`print ${jobId}: ${why}`));
  }
}

async function logIn(url: string, { users }: Demo): Promise<LoggedIn> {
  const { email, password } = users[0] ?? {};
  const response = await fetch(`${url}/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  if (!response.ok) throw new Error(`the log-in was answered with ${response.status}`);
  return LoggedIn.parse(await response.json());
}
