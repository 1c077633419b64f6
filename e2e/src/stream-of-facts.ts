/** Prints, orders and items in all branches, one after the other, until it is told to stop. */
import { httpHeaders } from "@printermaster/contracts";
import type { Stack } from "@printermaster/infra";
import { setTimeout as wait } from "node:timers/promises";
import { askedUntilAnswered } from "./asked-until-answered.ts";
import type { Client } from "./client.ts";
import { until } from "./patience.ts";

export class StreamOfFacts {
  /** What each job prints. */
  readonly prints = new Map<string, string>();
  readonly #stack: Stack;
  readonly #client: Client;
  readonly #name: string;
  readonly #everyMs: number;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;

  constructor(stack: Stack, client: Client, name: string, everyMs: number) {
    this.#stack = stack;
    this.#client = client;
    this.#name = name;
    this.#everyMs = everyMs;
    this.#running = this.#run();
    this.#running.catch(() => {}); // `end` tells
  }

  /** All that was told is stored by then, and every print has ended. */
  async end(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    for (const jobId of this.prints.keys())
      await until(
        `completion of ${jobId}`,
        async () => (await this.#client.job(jobId)).job.status === "completed",
      );
  }

  async #run(): Promise<void> {
    for (let n = 0; !this.#stop.signal.aborted; n++) {
      if (n % 3 === 0) await this.#print(n);
      else await (n % 3 === 1 ? this.#order(n) : this.#item(n));
      await wait(this.#everyMs);
    }
  }

  async #print(n: number): Promise<void> {
    const { printers } = this.#stack;
    const { id: printerId, branchId } = printers[(n / 3) % printers.length]!;
    const text = `Stream ${this.#name} ${n} end`;
    const body = { printerId, branchId, document: { kind: "text", text } };
    const reply = await this.#tell(n, "/v1/jobs", body);
    this.prints.set((reply.body as { job: { jobId: string } }).job.jobId, text);
  }

  async #order(n: number): Promise<void> {
    const body = { branchId: this.#branch(n), items: [{ name: "Soup", quantity: 1 }] };
    await this.#tell(n, "/v1/orders", body);
  }

  async #item(n: number): Promise<void> {
    const items = [{ externalId: `soup-${n}`, name: "Soup", stock: 100 }];
    await this.#tell(n, "/v1/availability", { branchId: this.#branch(n), items });
  }

  #branch(n: number): string {
    const { branches } = this.#stack.demo;
    return branches[Math.floor(n / 3) % branches.length]!.id;
  }

  #tell(n: number, path: string, body: object) {
    const key = { [httpHeaders.idempotencyKey]: `${this.#name}-${n}` };
    return askedUntilAnswered(`${path} ${n}`, () => this.#client.http("POST", path, body, key));
  }
}
