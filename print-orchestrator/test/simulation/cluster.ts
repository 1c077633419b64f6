/** Several orchestrators: who is asked, and who owns the saga. */
import type { Answer } from "@printermaster/contracts";
import { Orchestrator } from "./orchestrator.ts";
import type { AgentSubjects } from "./agent-subjects.ts";
import type { Process } from "./process.ts";
import type { Sabotage } from "./sabotage.ts";
import type { World } from "./world.ts";

const BEAT_MS = 500;
const LEASE_MS = 2000;
/** When a gateway puts its question again; see `ask.ts` there. */
const ASKED_AT_MS = [0, 1000, 3000, 6000];
const LIMIT_MS = 10_000;
/** As in `answerCommand`: what is taken up later than this is not done any more. */
const SKEW_MS = 2000;

export class Cluster {
  readonly orchestrators: readonly [Orchestrator, ...Orchestrator[]];
  readonly #world: World;
  #holder: Orchestrator | undefined;
  #renewedAt = 0;

  constructor(world: World, subjects: AgentSubjects, sabotage: Sabotage) {
    this.#world = world;
    const one = (name: string) => new Orchestrator(name, world, subjects, sabotage);
    this.orchestrators = [one("orchestrator1"), one("orchestrator2"), one("orchestrator3")];
    for (const orchestrator of this.orchestrators) this.#beat(orchestrator);
  }

  get owner(): Orchestrator | undefined {
    return this.#holder;
  }

  restart(orchestrator: Orchestrator): void {
    if (orchestrator.process.running) return;
    orchestrator.start();
    this.#beat(orchestrator);
  }

  /** The first answer of whoever takes the question, as a gateway asks. */
  ask<T>(
    asker: Process,
    command: (taker: Orchestrator) => Promise<Answer<T>>,
  ): Promise<Answer<T> | undefined> {
    const { scheduler } = this.#world;
    const expires = scheduler.now + LIMIT_MS + SKEW_MS;
    return new Promise((settle) => {
      const timers = ASKED_AT_MS.map((ms) => asker.after(ms, () => once()));
      timers.push(asker.after(LIMIT_MS, () => end(undefined)));
      const end = (answer: Answer<T> | undefined) => {
        for (const timer of timers) timer.cancel();
        settle(answer);
      };
      const once = () => {
        const asked = this.#world.network.ask<Answer<T>>(asker, LIMIT_MS, (reply) => {
          const taker = this.#world.chance.pick(this.orchestrators);
          if (!taker.process.running) return;
          taker.process.remembered(() => {
            if (scheduler.now <= expires) void taker.serve(command).then(reply);
          })();
        });
        void asked.then((answer) => answer && end(answer));
      };
    });
  }

  /** Another takes over while the old one does not know it yet: for a while two act. */
  moveLease(): void {
    const to = this.#world.chance.pick(this.orchestrators);
    if (to !== this.#holder && to.process.running) this.#take(to);
  }

  #beat(orchestrator: Orchestrator): void {
    const { scheduler, chance } = this.#world;
    orchestrator.process.after(BEAT_MS * chance.between(0.8, 1.2), () => {
      this.#beat(orchestrator);
      if (orchestrator === this.#holder) {
        this.#renewedAt = scheduler.now;
        if (!orchestrator.reign) orchestrator.own();
        return;
      }
      orchestrator.reign?.end();
      orchestrator.reign = undefined;
      if (scheduler.now - this.#renewedAt > LEASE_MS) this.#take(orchestrator);
    });
  }

  #take(orchestrator: Orchestrator): void {
    this.#holder = orchestrator;
    this.#renewedAt = this.#world.scheduler.now;
    orchestrator.reign?.end();
    orchestrator.own();
  }
}
