/** An agent in its branch: prints what is on its disk, in order, and reports until it is acknowledged. */
import {
  subjects,
  type HelloAccepted,
  type Outcome,
  type PrinterDescription,
} from "@printermaster/contracts";
import type { AgentAnswer, AgentRequest, AgentSubjects } from "./agent-subjects.ts";
import { Bridge, type Socket } from "./bridge.ts";
import type { Cluster } from "./cluster.ts";
import type { Devices } from "./devices.ts";
import { helloOf } from "./hello.ts";
import { jobSubject } from "./log-ports.ts";
import { Outbox } from "./outbox.ts";
import { Process } from "./process.ts";
import type { Sabotage } from "./sabotage.ts";
import { Spool, type Work } from "./spool.ts";
import { Teller } from "./teller.ts";
import { BRANCH, COMPANY, type World } from "./world.ts";

interface Wiring {
  readonly subjects: AgentSubjects;
  readonly cluster: Cluster;
  readonly sabotage: Sabotage;
}

export class Agent {
  readonly process: Process;
  readonly agentId: string;
  /** As it is configured; a change counts from its next start. */
  printerIds: readonly string[];
  readonly devices: Devices;
  readonly teller: Teller;
  spool: Spool;
  /** Shares of tickets that a device refuses before, or leaves unanswered after, the first byte. */
  faultyDevices = 0;
  /** Whether it gives back what waits behind a job that its device failed, or tries it as well. */
  returnsTheRest = true;
  #awayUntil = 0;
  /** The longest that a ticket takes: slow devices leave work waiting on the disk. */
  ticketMs = 400;
  #backup: Spool | undefined;
  #life = 0;
  #connection: { readonly bridge: Bridge; readonly socket: Socket } | undefined;
  #greeted = false;
  readonly #outbox: Outbox;
  readonly #busy = new Set<string>();
  readonly #world: World;
  readonly #wiring: Wiring;

  constructor(
    agentId: string,
    printerIds: readonly string[],
    devices: Devices,
    world: World,
    wiring: Wiring,
  ) {
    this.agentId = agentId;
    this.printerIds = printerIds;
    this.devices = devices;
    this.#world = world;
    this.#wiring = wiring;
    this.process = new Process(agentId, world.scheduler);
    this.spool = new Spool(world.newId("spool"));
    this.#outbox = new Outbox(this);
    this.teller = new Teller(this);
    this.#connect(0);
  }

  /** Once its hello is answered. */
  get bridge(): Bridge | undefined {
    return this.#greeted ? this.#connection?.bridge : undefined;
  }

  get session(): string | undefined {
    return this.bridge?.session;
  }

  crash(): void {
    this.breakConnection();
    this.process.crash();
    this.#busy.clear();
    this.#outbox.forget();
    this.teller.forget();
    this.#life++;
  }

  restart(): void {
    if (this.process.running || this.#world.scheduler.now < this.#awayUntil) return;
    this.process.start();
    for (const work of this.spool.open()) this.#recover(work);
    for (const printerId of this.printerIds) this.#printNext(printerId);
    this.#connect(this.#world.chance.between(50, 500));
  }

  readonly describe = (): PrinterDescription[] =>
    this.printerIds.map((printerId) => this.devices.describe(printerId));

  /** Whoever else wants to start it again meanwhile. */
  stayAway(ms: number): void {
    this.#awayUntil = this.#world.scheduler.now + ms;
    this.crash();
    this.#world.scheduler.after(ms, () => this.restart());
  }

  /** It notices by itself what became of a device, also of one without work. */
  noticed(printerId: string): void {
    if (!this.process.running || !this.printerIds.includes(printerId)) return;
    this.teller.look();
    this.#printNext(printerId);
  }

  backUp(): void {
    this.#backup = this.spool.copy();
  }

  /** The disk is lost, or replaced by an older copy of it, while the agent is away. */
  replaceDisk(restored: boolean): void {
    if (restored && !this.#backup) return;
    this.spool = (restored && this.#backup?.copy()) || new Spool(this.#world.newId("spool"));
    if (restored) this.spool.restoredIn(this.#generation());
  }

  #generation(): number | undefined {
    const subject = subjects.fleetAgent(COMPANY, BRANCH, this.agentId);
    const known = this.#world.logs.fleet.last(subject)?.body.state;
    return known && "spoolGeneration" in known ? known.spoolGeneration : undefined;
  }

  /** The gateway hears of it at once, or when its pings stay unanswered. */
  breakConnection(noticedInMs = this.#pingMs()): void {
    const { socket, bridge } = this.#connection ?? {};
    if (socket) socket.broken = true;
    bridge?.endIn(noticedInMs);
    this.#connection = undefined;
    this.#greeted = false;
  }

  reconnect(): void {
    this.breakConnection();
    this.#connect(this.#world.chance.between(10, 2000));
  }

  #pingMs(): number {
    const { chance } = this.#world;
    return chance.happens(0.5) ? 1 : chance.between(1000, 15_000);
  }

  #connect(ms: number): void {
    this.process.after(ms, () => {
      if (this.#connection) return;
      const socket: Socket = {
        broken: false,
        onRequest: (request, reply) => this.#hear(socket, request, reply),
        onSuperseded: () => this.#superseded(),
      };
      const { subjects, cluster } = this.#wiring;
      const bridge = new Bridge(this.#world, subjects, cluster, this.agentId, socket);
      this.#connection = { bridge, socket };
      this.#world.oldDisks.connected(bridge.session, this.spool);
      let drop: HelloAccepted["drop"] = [];
      const answered = this.process.remembered(() => this.#helloAnswered(bridge, drop));
      const refused = this.process.remembered(() => this.#helloRefused(bridge));
      void bridge.hello(helloOf(this)).then((claimed) => {
        drop = claimed?.drop ?? [];
        if (claimed) answered();
        else refused();
      });
    });
  }

  #helloAnswered(bridge: Bridge, drop: HelloAccepted["drop"]): void {
    if (this.#connection?.bridge !== bridge) return;
    this.spool.drop(drop);
    this.#greeted = true;
    this.#outbox.look();
    this.teller.look();
  }

  #helloRefused(bridge: Bridge): void {
    if (this.#connection?.bridge === bridge) this.reconnect();
  }

  /** It does not come back by itself; somebody starts it again. */
  #superseded(): void {
    this.crash();
    this.#world.scheduler.after(this.#world.chance.between(2000, 10_000), () => this.restart());
  }

  #hear(socket: Socket, request: AgentRequest, reply: (answer: AgentAnswer) => void): void {
    const { chance, network } = this.#world;
    // On its way to the agent, then to its disk; the acknowledgement may be lost after that.
    network.send(
      this.process.remembered(() =>
        this.process.after(chance.between(0.5, 3), () => {
          if (socket.broken) return;
          const answer = this.#answer(request);
          network.send(() => reply(answer));
        }),
      ),
    );
  }

  #answer(request: AgentRequest): AgentAnswer {
    if (request.verb === "query") return this.spool.query(request.jobId);
    if (request.verb === "revoke") return this.#revoke(request.jobId, request.attempt);
    const { job } = request;
    const answer = this.spool.take(job, this.printerIds);
    this.#world.tell(job.jobId, `${this.agentId} takes attempt ${job.attempt}: ${said(answer)}`);
    const at = this.#world.scheduler.now;
    if (answer.ok) this.#world.takes.push({ jobId: job.jobId, attempt: job.attempt, at });
    this.#outbox.look();
    this.#printNext(job.printerId);
    return answer;
  }

  #revoke(jobId: string, attempt: number): AgentAnswer {
    const { answer, revoked } = this.spool.revoke(jobId, attempt);
    if (revoked) this.#world.revoked.add(jobId);
    this.#world.tell(jobId, `${this.agentId} is asked to revoke: ${revoked ? "done" : "too late"}`);
    return answer;
  }

  #printNext(printerId: string): void {
    const { chance } = this.#world;
    if (this.#busy.has(printerId)) return;
    const work = this.spool.nextFor(printerId);
    if (!work) return;
    if (Date.parse(work.job.expiresAt) <= this.#world.scheduler.now)
      return this.#finish(work, { result: "failed", code: "expired", detail: "too late" });
    const condition = this.devices.of(printerId);
    if (condition === "blocked") return;
    if (chance.happens(this.faultyDevices)) {
      const code = chance.pick(["printer-error", "printer-unreachable"] as const);
      return this.#fail(work, { result: "failed", code, detail: "a device" });
    }
    this.#busy.add(printerId);
    if (condition === "dead") return this.#reach(work, PATIENCE_TRIES);
    this.spool.begin(work);
    this.process.after(chance.between(0.5, 20), () => {
      this.#firstByte(work);
      this.process.after(chance.between(5, this.ticketMs), () => {
        this.#busy.delete(printerId);
        this.#finish(work, this.#outcome());
      });
    });
  }

  /** Again and again for a while; then it and everything behind it goes back. */
  #reach(work: Work, triesLeft: number): void {
    const { printerId } = work.job;
    this.process.after(TRY_MS, () => {
      if (this.devices.of(printerId) === "dead" && work.state === "spooled" && triesLeft > 0)
        return this.#reach(work, triesLeft - 1);
      this.#busy.delete(printerId);
      const isHead = this.spool.nextFor(printerId) === work;
      if (!isHead || this.devices.of(printerId) !== "dead") return this.#printNext(printerId);
      this.#fail(work, { result: "failed", code: "printer-unreachable", detail: "no route" });
    });
  }

  #fail(work: Work, failure: Outcome): void {
    if (!this.returnsTheRest) return this.#finish(work, failure);
    for (const { job } of this.spool.giveBack(work, failure))
      this.#world.tell(job.jobId, `${this.agentId} gives attempt ${job.attempt} back`);
    this.#outbox.look();
  }

  #firstByte({ job }: Work): void {
    const { logs, paper, scheduler } = this.#world;
    const { jobId, attempt, printerId, document, banner } = job;
    const address = { company: COMPANY, branch: BRANCH, jobId };
    const stored = logs.jobs.last(jobSubject(address))?.body.state;
    const dispatched = (stored?.attempt ?? 0) >= attempt;
    const about = { life: this.#life, at: scheduler.now };
    paper.push({ jobId, attempt, printerId, document, banner, dispatched, ...about });
    if (!this.printerIds.includes(printerId))
      this.#world.violations.push({ kind: "printed elsewhere", jobId, text: this.agentId });
    this.#world.tell(jobId, `${this.agentId} prints attempt ${attempt}`);
  }

  #outcome(): Outcome {
    const { chance, date } = this.#world;
    if (chance.happens(this.faultyDevices)) return { result: "unconfirmed", cause: "silent" };
    const at = date().toISOString();
    const paperHash = "0".repeat(64);
    return { result: "completed", proof: "sent", paperHash, bytes: 1, startedAt: at, endedAt: at };
  }

  #finish(work: Work, outcome: Outcome): void {
    this.#end(work, outcome);
    this.#outbox.look();
    this.#printNext(work.job.printerId);
  }

  #end(work: Work, outcome: Outcome): void {
    const { jobId, attempt } = work.job;
    this.#world.tell(jobId, `${this.agentId} ends attempt ${attempt}: ${outcome.result}`);
    this.spool.finish(work, outcome);
  }

  #recover(work: Work): void {
    const { ignoresJournal, printsWhatItFinds } = this.#wiring.sabotage;
    if (work.state === "spooled") work.held = !printsWhatItFinds;
    if (work.state !== "printing") return;
    if (ignoresJournal) work.state = "spooled";
    else this.spool.interrupted(work);
  }
}

const TRY_MS = 1000;
const PATIENCE_TRIES = 8;

const said = (answer: AgentAnswer) => (answer.ok ? "taken" : answer.error.code);
