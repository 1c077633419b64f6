/** The whole product with two of everything that may be doubled, asked through all doors. */
import {
  Job,
  leases,
  subjects,
  type Answer,
  type CommandVerb,
  type JobClass,
} from "@printermaster/contracts";
import type { Stack, StackPrinter } from "@printermaster/infra";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { natsOptions } from "@printermaster/runtime";
import { PaperSink } from "../agent-conformance/paper-sink.ts";
import { Client, type Reply } from "../client.ts";
import { freshStack } from "../fresh-stack.ts";
import { ticketsOf, ticketsWith } from "../paper.ts";
import { until } from "../patience.ts";
import { Stored } from "./stored.ts";

export interface Wish {
  readonly class?: JobClass;
  readonly deadlineSeconds?: number;
}

/** Before an agent gives a job back to a printer that is out of reach; by default it is 8 s. */
const PATIENCE_MS = 300;

export const jobIn = ({ body }: Reply): Job => Job.parse((body as { job: unknown }).job);

export class Stage {
  readonly stack: Stack;
  readonly stored: Stored;
  /** One at each gateway, and somebody else. */
  readonly owners: readonly [Client, Client];
  readonly staff: Client;
  /** Everything that was accepted here: jobs by their text. */
  readonly accepted = new Map<string, Job>();
  readonly #nats: NatsConnection;

  private constructor(
    stack: Stack,
    nats: NatsConnection,
    owners: readonly [Client, Client],
    staff: Client,
  ) {
    this.stack = stack;
    this.#nats = nats;
    this.owners = owners;
    this.staff = staff;
    this.stored = new Stored(nats, stack.demo.company.id);
  }

  /** Agents 1 and 3 are of one branch: the first has two printers, the third one; agent 2 is alone in another. */
  static async open(): Promise<Stage> {
    const env = { PM_PRINTER_PATIENCE_MS: String(PATIENCE_MS) };
    const stack = await freshStack({ gateways: 2, orchestrators: 2, agents: 3, env });
    const nats = await connect(natsOptions(stack.natsUrl, "test"));
    const [first, second] = stack.gatewayUrls;
    const owners = [await Client.logIn(stack, first), await Client.logIn(stack, second)] as const;
    const staff = await Client.logIn(stack, first, 1);
    await Promise.all([...owners, staff].map((client) => client.connect()));
    return new Stage(stack, nats, owners, staff);
  }

  async close(): Promise<void> {
    for (const client of [...this.owners, this.staff]) client.close();
    await this.#nats.close();
    await this.stack.stop();
  }

  printer(number: number): StackPrinter {
    return this.stack.printers[number - 1]!;
  }

  /** Accepted or an error; the text is the key. */
  async submit(to: StackPrinter, text: string, wish: Wish = {}, by = 0): Promise<Job> {
    const reply = await this.owners[by % 2]!.submitByHttp(text, this.order(to, text, wish));
    if (reply.status !== 201) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
    const job = jobIn(reply);
    this.accepted.set(text, job);
    return job;
  }

  order({ id: printerId, branchId }: StackPrinter, text: string, wish: Wish = {}) {
    return { printerId, branchId, document: { kind: "text", text }, ...wish };
  }

  post(jobId: string, verb: string, key?: string): Promise<Reply> {
    const headers = key ? { "idempotency-key": key } : {};
    return this.owners[1].http("POST", `/v1/jobs/${jobId}/${verb}`, undefined, headers);
  }

  /** As any NATS client may. */
  async command<T>(branch: string, verb: CommandVerb, body: object): Promise<T> {
    const subject = subjects.command(this.stack.demo.company.id, branch, verb, `by-nats-${verb}`);
    const reply = await this.#nats.request(subject, JSON.stringify(body), { timeout: 10_000 });
    const answer = reply.json<Answer<T>>();
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value;
  }

  async isNow(jobId: string, is: Partial<Job>): Promise<Job> {
    let job: Job | undefined;
    const found = async () => {
      ({ job } = await this.owners[0].job(jobId));
      const now = new Map<string, unknown>(Object.entries(job));
      return Object.entries(is).every(([name, value]) => now.get(name) === value) && job;
    };
    return until(`${jobId} is ${JSON.stringify(is)}`, found).catch((error: unknown) => {
      throw new Error(`${String(error)}, but ${JSON.stringify(job)}`);
    });
  }

  completed(jobId: string): Promise<Job> {
    return this.isNow(jobId, { status: "completed" });
  }

  /** How many tickets carry it, whichever printer that is switched on they lie in. */
  async paper(words: string): Promise<number> {
    const on = this.stack.printers.filter((printer) => this.#isReady(processOf(printer)));
    const trays = await Promise.all(on.map(({ id }) => ticketsOf(this.stack, id)));
    return ticketsWith(trays.flat(), words).length;
  }

  typesOf(told: readonly { readonly type: string }[]): string[] {
    return told.map(({ type }) => type);
  }

  async owner(): Promise<string> {
    const key = `$KV.${leases.bucket}.${leases.saga}`;
    return until("an owner of the saga", () => this.stored.last(`KV_${leases.bucket}`, key));
  }

  async killOwner(): Promise<void> {
    const owner = await this.owner();
    await this.stack.kill(owner, "SIGKILL");
  }

  ready(...names: readonly string[]): Promise<boolean> {
    return until(`${names.join(", ")} ready`, () => names.every((name) => this.#isReady(name)));
  }

  #isReady(name: string): boolean {
    return this.stack.processes().some((one) => one.name === name && one.state === "ready");
  }

  isIdle({ branchId, id }: StackPrinter): Promise<boolean> {
    const told = () => this.stored.printerHistory(branchId, id);
    return until(`${id} idle`, async () => (await told()).at(-1)?.state.state === "idle");
  }

  /** In place of a virtual printer, one whose troubles we choose. */
  async insteadOf(
    printer: StackPrinter,
    habits: Partial<PaperSink>,
    scene: (sink: PaperSink) => Promise<void>,
  ): Promise<void> {
    const sink = Object.assign(new PaperSink(), habits, { port: printer.tcpPort });
    const name = processOf(printer);
    // Of the last scene's trouble nothing must be left: what waits at a stopped printer is given to nobody.
    await this.isIdle(printer);
    await this.stack.halt(name);
    await sink.switchOn();
    try {
      await scene(sink);
    } finally {
      await sink.switchOff();
      await this.stack.restart(name);
    }
  }
}

export const processOf = ({ id }: StackPrinter): string => id.replace(/^printer/, "printer-");
