/** Orchestrators that share nothing but the broker, and an agent that keeps its word. */
import type { NatsConnection } from "@nats-io/transport-node";
import {
  AgentRevoke,
  deriveJobId,
  idFromBytes,
  headers,
  LIVE,
  parseEventSubject,
  PRINT_LOG,
  StoredJobEvent,
  subjects,
  verbOfAgentSubject,
} from "@printermaster/contracts";
import { connectNats, EventStreams, hmacHex, sha256 } from "@printermaster/runtime";
import { jetstreamFleetLog } from "../src/fleet/adapters/jetstream-fleet-log.ts";
import { natsAgents } from "../src/fleet/adapters/nats-agents.ts";
import { knownPrinters } from "../src/fleet/adapters/known-printers.ts";
import { liveJobNews } from "../src/jobs/adapters/live-job-news.ts";
import { deviceOrigins } from "../src/jobs/adapters/device-origins.ts";
import { jetstreamDeadLetters } from "../src/jobs/adapters/jetstream-dead-letters.ts";
import { jetstreamDocuments } from "../src/jobs/adapters/jetstream-documents.ts";
import { jetstreamJobLog } from "../src/jobs/adapters/jetstream-job-log.ts";
import { kvRecentTests, openLimits } from "../src/jobs/adapters/kv-recent-tests.ts";
import { logRoom } from "../src/jobs/adapters/log-room.ts";
import { cancelPrint } from "../src/jobs/app/cancel-print.ts";
import { handleCommand } from "../src/jobs/app/handle-command.ts";
import type { JobDeps, JobLog } from "../src/jobs/app/ports.ts";
import { rememberingJobs } from "../src/jobs/app/remembering-jobs.ts";
import { recordReport } from "../src/jobs/app/record-report.ts";
import { submitPrint } from "../src/jobs/app/submit-print.ts";
import type { PrintCommand, PrintEvent } from "../src/jobs/domain/print-job.ts";
import { log, newId, submission } from "./broker.ts";
import { Device, type How } from "./model/device.ts";
import * as the from "./print-histories.ts";

const addressOf = (jobId: string) => ({ company: "demo", branch: "oldtown", jobId });
export const jobIdOf = (key: string) => deriveJobId(sha256, "demo", "oldtown", key);

export type Rival = Awaited<ReturnType<typeof rivalOn>>;

type Wrap = (jobs: JobLog, connection: NatsConnection) => JobLog;

export async function rivalOn(url: string, wrap: Wrap = (jobs) => jobs) {
  const connection = await connectNats(url, "rival", log);
  const streams = await EventStreams.open(connection);
  const fleet = jetstreamFleetLog(streams, newId);
  const now = () => new Date();
  const deps: JobDeps = {
    jobs: wrap(rememberingJobs(jetstreamJobLog(streams, newId, log)), connection),
    documents: jetstreamDocuments(streams, newId),
    letters: jetstreamDeadLetters(streams, newId),
    history: { knows: () => Promise.resolve(false) },
    printers: knownPrinters(fleet, () => performance.now()),
    tests: kvRecentTests(() => openLimits(connection, 1)),
    room: logRoom(streams, () => performance.now()),
    origins: deviceOrigins(streams, () => performance.now(), log),
    now,
    keyedHash: (text) => hmacHex("secret", text),
    jobIdOf: (_, __, key) => jobIdOf(key),
    idOf: (text) => idFromBytes(sha256(text)),
  };
  const { jobs } = deps;
  const agents = natsAgents(connection);
  async function askForPromise(jobId: string, attempt: number): Promise<void> {
    const agent = (await fleet.agent("demo", "oldtown", "agent1")).state;
    const said = agent && (await agents.revoke(agent, jobId, attempt));
    if (!said) return;
    const { revoked, state } = said;
    const answer = {
      type: "AnswerRevoke",
      at: now().toISOString(),
      attempt,
      revoked,
      state,
    } as const;
    await handleCommand(jobs, addressOf(jobId), answer);
  }
  const cancel = { jobs, fleet, news: liveJobNews(connection), now };
  const context = {
    company: "demo",
    branch: "oldtown",
    correlationId: "c1",
    traceId: undefined,
  };
  return {
    connection,
    streams,
    documents: deps.documents,
    load: (jobId: string) => jobs.load(addressOf(jobId)),
    submit: (key: string, over: Partial<JobDeps> = {}) =>
      submitPrint({ ...deps, ...over }, context, submission(key)),
    handle: (jobId: string, command: PrintCommand) =>
      handleCommand(jobs, addressOf(jobId), command),
    /** As the saga's owner does: of each job that is to be canceled it asks the agent for its promise. */
    asksAgent: () =>
      connection.subscribe(LIVE + subjects.job("demo", "oldtown", "*"), {
        callback: (_, message) => {
          if (message.headers?.get(headers.type) !== "PrintCancelRequested") return;
          const { state } = StoredJobEvent.parse(message.json());
          void askForPromise(state.jobId, state.attempt);
        },
      }),
    cancel: (jobId: string) =>
      cancelPrint(cancel, "demo", "oldtown", { jobId, canceledBy: the.olive }),
    report: (jobId: string, report: NonNullable<ReturnType<Device["print"]>>) =>
      recordReport(deps, "demo", "oldtown", { jobId, agentId: "agent1", ...report }),
  };
}

/** Remembers which of the log's events it was told are its own. */
export const claiming =
  (claims: number[]): Wrap =>
  (jobs) => ({
    ...jobs,
    async append(event, state, expected) {
      const sequence = await jobs.append(event, state, expected);
      if (sequence !== undefined) claims.push(sequence);
      return sequence;
    },
  });

/** Killed when its event is in the log, and before anybody hears of it. */
export class Doom {
  /** Whether it got so far. */
  readonly struck = Promise.withResolvers<boolean>();

  readonly wrap: Wrap = (jobs, connection) => ({
    ...jobs,
    append: async (event, state, expected) => {
      const sequence = await jobs.append(event, state, expected);
      this.struck.resolve(sequence !== undefined);
      if (sequence === undefined) return undefined;
      await connection.close();
      throw new Error("killed");
    },
  });
}

/** Takes what it is handed, prints it once, and promises what it can. */
export class HonestAgent {
  readonly papers = new Map<string, number>();
  readonly #devices = new Map<string, Device>();

  constructor(connection: NatsConnection) {
    connection.subscribe(subjects.agentAnyVerb("demo", "oldtown", "agent1"), {
      callback: (_, message) => {
        if (verbOfAgentSubject(message.subject) !== "revoke") return;
        const { jobId, attempt } = AgentRevoke.parse(message.json());
        const revoked = this.#device(jobId).revoke(attempt);
        const value = revoked ? { revoked } : { revoked, state: "finished" };
        message.respond(JSON.stringify({ ok: true, value }));
      },
    });
  }

  /** What there is to report, unless a promise or an earlier print forbids it. */
  print(jobId: string, attempt: number, how: How) {
    const device = this.#device(jobId);
    device.take({ session: device.session, attempt });
    const printed = device.print(how);
    if (printed && how === "printed") this.papers.set(jobId, (this.papers.get(jobId) ?? 0) + 1);
    return printed;
  }

  #device(jobId: string): Device {
    const device = this.#devices.get(jobId) ?? new Device("agent1");
    this.#devices.set(jobId, device);
    return device;
  }
}

export interface LoggedEvent {
  readonly sequence: number;
  readonly event: PrintEvent;
  readonly state: StoredJobEvent["state"];
}

/** Of each job in the log, its events in order. */
export async function histories({ client }: EventStreams): Promise<Map<string, LoggedEvent[]>> {
  const found = new Map<string, LoggedEvent[]>();
  const consumer = await client.consumers.get(PRINT_LOG);
  let left = (await consumer.info()).num_pending;
  while (left > 0) {
    const batch = await consumer.fetch({ max_messages: Math.min(left, 500), expires: 10_000 });
    for await (const message of batch) {
      left--;
      const { at, data, state } = StoredJobEvent.parse(message.json());
      const event = { type: message.headers?.get(headers.type), at, data } as PrintEvent;
      const jobId = parseEventSubject(message.subject)!.id;
      found.set(jobId, [...(found.get(jobId) ?? []), { sequence: message.seq, event, state }]);
    }
  }
  return found;
}
