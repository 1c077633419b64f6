/** One job between people, a saga that does anything at any time, two agents, and a network that keeps nothing in order. */
import type { JobState } from "@printermaster/contracts";
import type { PrintCommand, PrintEvent, printJob } from "../../src/jobs/domain/print-job.ts";
import * as the from "../print-histories.ts";
import { Device, movesPaper, ways, type How, type Offer } from "./device.ts";
import { Laws } from "./laws.ts";

/** How often: most lives should get somewhere before something ends them. */
const often = {
  dispatch: 12,
  deliver: 12,
  print: 12,
  hear: 16,
  revoke: 4,
  hold: 4,
  reroute: 4,
  slander: 4,
  wipe: 1,
  cancel: 2,
  "give up": 1,
  expire: 1,
  drop: 1,
  unreadable: 1,
  retry: 3,
  discard: 2,
} as const;
type Kind = keyof typeof often;

export const kinds = (Object.keys(often) as Kind[]).flatMap((kind) =>
  Array.from({ length: often[kind] }, () => kind),
);

const reasons = ["service-off-line", "printer-stopped", "printer-circuit-open"] as const;

export interface Move {
  readonly kind: Kind;
  /** Which message, agent, reason or outcome. */
  readonly pick: number;
}

export class World {
  readonly laws: Laws;
  readonly #decider: typeof printJob;
  readonly #devices = [new Device("agent1"), new Device("agent2")] as const;
  readonly #offers: Offer[] = [];
  /** Reports and answers on their way: heard in any order, also more than once. */
  readonly #words: PrintCommand[] = [];

  readonly #moves: Record<Kind, (pick: number) => unknown> = {
    dispatch: (pick) => this.#dispatch(this.#devices[pick % 2]!),
    deliver: (pick) => this.#deliver(this.#offers[pick % Math.max(1, this.#offers.length)]),
    print: (pick) => this.#print(this.#devices[pick % 2]!, ways[(pick >> 1) % ways.length]!),
    hear: (pick) => this.#hear(this.#words[pick % Math.max(1, this.#words.length)]),
    revoke: () => this.#askToRevoke(),
    slander: (pick) => this.#slander(pick),
    wipe: (pick) => this.#devices[pick % 2]!.wipe(),
    hold: (pick) => this.#command({ ...the.hold, reason: reasons[pick % reasons.length]! }),
    reroute: (pick) => this.#command(the.reroute(`printer${1 + (pick % 3)}`)),
    cancel: () => this.#command(the.cancel),
    "give up": () => this.#command(the.giveUp),
    expire: () => this.#command(the.expire),
    drop: () => this.#command(the.drop),
    unreadable: (pick) => this.#endUnreadable(pick),
    retry: () => this.#command(the.retry),
    discard: () => this.#command(the.discard),
  };

  constructor(decider: typeof printJob) {
    this.#decider = decider;
    this.laws = new Laws(decider);
    this.#command(the.submit);
  }

  get job(): JobState {
    return this.laws.job!;
  }

  move({ kind, pick }: Move): void {
    this.#moves[kind](pick);
  }

  /** Whatever is on its way arrives, and every agent does all that it may still do. */
  drain(): void {
    for (const offer of this.#offers) this.#deliver(offer);
    for (const device of this.#devices) for (let n = 0; n < 9; n++) this.#print(device, "printed");
    for (const word of this.#words) this.#hear(word);
    this.laws.atTheEnd();
  }

  #dispatch(device: Device): void {
    const { id, session, generation } = device;
    const route = { agentId: id, session, spoolGeneration: generation };
    const [event] = this.#command({ type: "DispatchPrint", at: the.later, ...route });
    if (event?.type === "PrintDispatched")
      this.#offers.push({ session, attempt: event.data.attempt });
  }

  #deliver(offer: Offer | undefined): void {
    if (offer) for (const device of this.#devices) device.take(offer);
  }

  #print(device: Device, how: How): void {
    const printed = device.print(how);
    if (!printed) return;
    const { attempt, outcome } = printed;
    if (movesPaper(how)) this.laws.paperMoved();
    if (how === "printed") this.laws.printed(device.id, attempt);
    const report = { type: "RecordOutcome", at: the.later, agentId: device.id } as const;
    this.#words.push({ ...report, attempt, outcome });
  }

  /** Only of what nobody had been given can it be said that nothing came out. */
  #endUnreadable(pick: number): void {
    const unprinted = pick % 2 === 0 && this.job.status.startsWith("pending");
    this.#command({ ...the.endUnreadable, unprinted });
  }

  #hear(word: PrintCommand | undefined): void {
    if (word) this.#command(word);
  }

  /** Only of a disk that can remember: see `mayBeAsked` of `cancel-print.ts`. */
  #askToRevoke(): void {
    const { agentId, attempt, spoolGeneration } = this.job;
    const device = this.#devices.find(({ id }) => id === agentId);
    if (device?.generation === spoolGeneration && device && attempt > 0)
      this.#words.push(the.answer(device.revoke(attempt), attempt));
  }

  /** A report of what its sender does not have: another's attempt, or one that is not the present one. */
  #slander(pick: number): void {
    const attempt = 1 + ((pick >> 1) % 4);
    const agentId = attempt === this.job.attempt ? "agent3" : this.#devices[pick % 2]!.id;
    const events = this.#command(the.report({ agentId, attempt }));
    this.laws.holds(events.length === 0, "a stale attempt, or a stranger, changes nothing");
  }

  #command(command: PrintCommand): readonly PrintEvent[] {
    const decision = this.#decider.decide(this.laws.job, command);
    const events = "events" in decision ? decision.events : [];
    for (const event of events) this.laws.append(event);
    return events;
  }
}
