/** Orchestrators as the processes they are in production, and who speaks to them: a client and an agent. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import {
  AgentJob,
  PRINT_LOG,
  StoredJobEvent,
  subjects,
  verbOfAgentSubject,
  headers,
  type Answer,
  type CommandVerb,
} from "@printermaster/contracts";
import type { NatsConnection } from "@nats-io/transport-node";
import { EventStreams, pause } from "@printermaster/runtime";
import { newId } from "./broker.ts";

export class Orchestrator {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #said: string[] = [];

  constructor(name: string, env: Readonly<Record<string, string>>) {
    this.name = name;
    const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
    this.#child = spawn(process.execPath, [main], {
      env: { ...process.env, PM_INSTANCE: name, PM_SECRET: "s".repeat(32), ...env },
      // Without its channel to us it would stop: nothing is left behind when we are killed.
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });
    createInterface(this.#child.stdout!).on("line", (line) => this.#said.push(line));
  }

  /** How often it has said so. */
  said(words: string): number {
    return this.#said.filter((line) => line.includes(words)).length;
  }

  /** Of the saga: whether the last thing it said of the lease is that it has it. */
  get owns(): boolean {
    const last = this.#said.findLast((line) => /"lease":"saga.*"event":"lease/.test(line));
    return last?.includes("lease-taken") ?? false;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await gone;
  }
}

interface Asked {
  readonly answer: Answer<unknown>;
  readonly ms: number;
}

/** As a gateway asks: again and again, and the first answer counts. */
export function ask(connection: NatsConnection, verb: CommandVerb, body: unknown): Promise<Asked> {
  const start = performance.now();
  const subject = subjects.command("demo", "oldtown", verb, newId());
  const payload = JSON.stringify(body);
  return new Promise((settle, fail) => {
    const put = async () => {
      const asked = connection.request(subject, payload, { timeout: 10_000 });
      const answer = (await asked.catch(() => undefined))?.json<Answer<unknown>>();
      if (!answer || (!answer.ok && answer.error.retryable)) return;
      clearInterval(again);
      clearTimeout(limit);
      settle({ answer, ms: performance.now() - start });
    };
    const again = setInterval(() => void put(), 500);
    const limit = setTimeout(() => {
      clearInterval(again);
      fail(new Error(`${verb} was not answered in 40 s`));
    }, 40_000);
    void put();
  });
}

/** An agent at the end of the wire: it prints (job, attempt) once, and reports until it is heard. */
export class WireAgent {
  /** By job and attempt. */
  readonly offers = new Map<string, number>();
  /** When each job was offered first. */
  readonly firstOffers: number[] = [];
  readonly reported = new Set<string>();
  /** What happens at an offer; `false` leaves it unanswered. */
  onOffer: (job: AgentJob) => boolean = () => true;
  readonly #connection: NatsConnection;

  constructor(connection: NatsConnection) {
    this.#connection = connection;
    connection.subscribe(subjects.agentAnyVerb("demo", "oldtown", "agent1"), {
      callback: (_, message) => {
        const verb = verbOfAgentSubject(message.subject);
        const value = verb === "job" ? this.#take(message.json()) : { known: false };
        if (value) message.respond(JSON.stringify({ ok: true, value }));
      },
    });
  }

  async hello(): Promise<void> {
    const printer = { printerId: "printer1", name: "Kitchen", kind: "tcp", columns: 48 };
    const { answer } = await ask(this.#connection, "hello", {
      protocol: 1,
      installationId: "install1",
      spoolId: "spool1",
      counter: 0,
      appVersion: "1.0.0",
      printers: [{ ...printer, state: "idle", reasons: [] }],
      openWork: [],
      agentId: "agent1",
      session: newId(),
      gateway: "gateway-1",
    });
    if (!answer.ok) throw new Error(answer.error.code);
  }

  #take(body: unknown): unknown {
    const job = AgentJob.parse(body);
    const key = `${job.jobId}#${job.attempt}`;
    const before = this.offers.get(key) ?? 0;
    this.offers.set(key, before + 1);
    if (before === 0) {
      this.firstOffers.push(performance.now());
      void this.#report(job);
    }
    return this.onOffer(job) ? { state: "spooled" } : undefined;
  }

  async #report({ jobId, attempt }: AgentJob): Promise<void> {
    const at = new Date().toISOString();
    const outcome = {
      result: "completed",
      proof: "fenced",
      paperHash: "0".repeat(64),
      bytes: 1,
      startedAt: at,
      endedAt: at,
    };
    const report = { jobId, attempt, agentId: "agent1", outcome };
    const { answer } = await ask(this.#connection, "report", report);
    if (answer.ok) this.reported.add(jobId);
  }
}

/** Submits one job after another until it is told to stop. */
export class Customer {
  readonly accepted: string[] = [];
  slowestMs = 0;
  readonly #connection: NatsConnection;
  #busy: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(connection: NatsConnection) {
    this.#connection = connection;
  }

  start(everyMs: number): void {
    this.#busy = (async () => {
      while (!this.#stopped) {
        await this.submit();
        await pause(everyMs);
      }
    })();
  }

  async submit(): Promise<void> {
    const { answer, ms } = await ask(this.#connection, "submit", {
      idempotencyKey: newId(),
      printerId: "printer1",
      document: { kind: "text", text: "hello" },
    });
    if (!answer.ok) throw new Error(answer.error.code);
    this.accepted.push((answer.value as { job: { jobId: string } }).job.jobId);
    this.slowestMs = Math.max(this.slowestMs, Math.round(ms));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#busy;
  }
}

/** The longest that the agent waited for a job it had not seen before, from this moment on. */
export function longestGap({ firstOffers }: WireAgent, from: number): number {
  const times = firstOffers.filter((at) => at >= from);
  return Math.round(Math.max(...times.map((at, index) => at - (times[index - 1] ?? from))));
}

/** Of each job in the log, its events' types in order. */
export async function histories(connection: NatsConnection): Promise<Map<string, string[]>> {
  const { client } = await EventStreams.open(connection);
  const found = new Map<string, string[]>();
  const consumer = await client.consumers.get(PRINT_LOG);
  const { num_pending } = await consumer.info();
  for await (const message of await consumer.fetch({ max_messages: num_pending, expires: 5000 })) {
    const { state } = StoredJobEvent.parse(message.json());
    const type = message.headers?.get(headers.type) ?? "";
    found.set(state.jobId, [...(found.get(state.jobId) ?? []), type]);
  }
  return found;
}
