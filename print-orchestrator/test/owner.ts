/** Owners of the saga beside the tests' broker, and an agent that takes what it is offered. */
import { AgentJob, idFromBytes, subjects } from "@printermaster/contracts";
import type { NatsConnection } from "@nats-io/transport-node";
import {
  hmacHex,
  pause,
  randomIdBytes,
  sha256,
  type EventStreams,
  type Log,
} from "@printermaster/runtime";
import type { JobDeps } from "../src/jobs/app/ports.ts";
import { jetstreamFleetLog } from "../src/fleet/adapters/jetstream-fleet-log.ts";
import { natsAgents } from "../src/fleet/adapters/nats-agents.ts";
import { ownSaga, type Pace } from "../src/saga/adapters/own-saga.ts";
import type { SagaDeps } from "../src/saga/app/ports.ts";
import { log as silent } from "./broker.ts";

export interface Owner {
  readonly lost: AbortController;
  readonly ended: Promise<void>;
  /** What it said at level error. */
  readonly errors: readonly string[];
  /** It knows what was stored before, and acts. */
  readonly begun: () => boolean;
}

export interface OwnerBroker {
  readonly connection: NatsConnection;
  readonly streams: EventStreams;
  readonly jobs: Pick<JobDeps, "jobs" | "documents" | "letters" | "origins">;
}

export const names = {
  idOf: (text: string) => idFromBytes(sha256(text)),
  keyedHash: (text: string) => hmacHex("secret", text),
};

export function startOwner(
  broker: OwnerBroker,
  pace?: Pace,
  { now, after }: Pick<SagaDeps, "now" | "after"> = ordinary,
): Owner {
  const lost = new AbortController();
  const errors: string[] = [];
  const log = silent.child({}) as Log;
  log.error = (_: unknown, text?: string) => errors.push(text ?? "");
  let begun = false;
  log.info = (line: { event?: string }) => (begun ||= line.event === "saga-begun");
  const { jobs, documents, letters, origins } = broker.jobs;
  const agents = natsAgents(broker.connection);
  const fleet = jetstreamFleetLog(broker.streams, () => idFromBytes(randomIdBytes()));
  const parts = { jobs, documents, letters, fleet, agents, origins };
  const deps = { ...parts, now, chance: Math.random, ...names, after, log };
  return {
    lost,
    errors,
    begun: () => begun,
    ended: ownSaga(broker.streams, deps, lost.signal, pace),
  };
}

export const ordinary = {
  now: () => new Date(),
  after: (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Spools everything; tells what it was offered, in order. */
export function agentThatSpools(connection: NatsConnection) {
  const offered: AgentJob[] = [];
  const subject = subjects.agentAnyVerb("demo", "oldtown", "agent1");
  const subscription = connection.subscribe(subject, {
    callback: (_, message) => {
      if (message.subject.endsWith(".job")) offered.push(AgentJob.parse(message.json()));
      message.respond(JSON.stringify({ ok: true, value: { state: "spooled" } }));
    },
  });
  return { offered, leave: () => subscription.unsubscribe() };
}

export async function until(
  what: string,
  condition: () => Promise<boolean> | boolean,
  withinMs = 15_000,
): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await pause(20);
  }
}
