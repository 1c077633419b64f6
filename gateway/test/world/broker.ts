/** A real NATS server with the declared streams, and a few lines that answer where orchestrators would. */
import {
  accepted,
  DOCUMENTS,
  FLEET_LOG,
  headers,
  parseCommandSubject,
  parseQuerySubject,
  PRINT_LOG,
  streams,
  subjects,
  type JobState,
} from "@printermaster/contracts";
import { startNats } from "@printermaster/infra";
import { natsOptions } from "@printermaster/runtime";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, headers as natsHeaders, type NatsConnection } from "@nats-io/transport-node";
import { AT } from "./job-state.ts";

export interface Heard {
  readonly verb: string;
  readonly company: string;
  readonly branch: string | undefined;
  readonly body: unknown;
  readonly traceparent: string | undefined;
}

type Responder = (heard: Heard) => unknown;

const users = (user: string) => `password-of-${user}`;

/** Gateways sign in with what they may do in production. With a data folder it can be restarted. */
export async function startBroker(dataDir?: string) {
  let server = await startNats({ users, ...(dataDir ? { dataDir } : {}) });
  const nats = await connect(natsOptions(server.urlOf("operator"), "test"));
  await createStreams(nats, dataDir ? "file" : "memory");
  const heard: Heard[] = [];
  const responders = new Map<string, Responder>([["bye", () => accepted({})]]);
  for (const subject of [subjects.allCommands, subjects.allQueries, subjects.allShopCommands])
    nats.subscribe(subject, {
      callback: (_error, message) => {
        const command = parseCommandSubject(message.subject);
        const query = parseQuerySubject(message.subject);
        const request = {
          verb: command?.verb ?? query?.name ?? "",
          company: command?.company ?? query?.company ?? "",
          branch: command?.branch,
          body: message.json(),
          traceparent: message.headers?.get(headers.traceparent),
        };
        heard.push(request);
        const answer = responders.get(request.verb)?.(request);
        if (typeof answer === "string") message.respond(answer);
        else if (answer) message.respond(JSON.stringify(answer));
      },
    });
  await nats.flush();
  return {
    url: server.urlOf("gateway"),
    operatorUrl: server.urlOf("operator"),
    nats,
    heard,
    on: (verb: string, responder: Responder) => responders.set(verb, responder),
    heardOf: (verb: string) => heard.filter((request) => request.verb === verb),
    storeJob: (type: string, state: JobState, traceparent?: string) =>
      store(nats, subjects.job(state.company, state.branch, state.jobId), type, state, traceparent),
    storeFleet: (subject: string, type: string, state: unknown) =>
      store(nats, subject, type, state),
    storeShop: (subject: string, type: string, body: object) =>
      storeBody(nats, subject, type, { id: "event1", at: AT, ...body }),
    storeDocument: async (state: JobState, document: unknown) => {
      const subject = subjects.document(state.company, state.branch, state.jobId);
      await jetstream(nats).publish(subject, JSON.stringify({ document }));
    },
    /** What no program of ours would write. */
    storeRaw: (subject: string, body: string) => jetstream(nats).publish(subject, body),
    /** Killed, not asked. */
    restart: async (awayMs: number) => {
      const port = Number(new URL(server.url).port);
      process.kill(server.pid, "SIGKILL");
      await server.stop();
      await new Promise((done) => setTimeout(done, awayMs));
      server = await startNats({ users, ...(dataDir ? { dataDir } : {}), port });
    },
    stop: async () => {
      await nats.close();
      await server.stop();
    },
  };
}

async function store(
  nats: NatsConnection,
  subject: string,
  type: string,
  state: unknown,
  traceparent?: string,
): Promise<number> {
  const body = { id: "event1", at: AT, data: {}, state };
  return storeBody(nats, subject, type, body, traceparent);
}

async function storeBody(
  nats: NatsConnection,
  subject: string,
  type: string,
  body: object,
  traceparent?: string,
): Promise<number> {
  const all = natsHeaders();
  all.set(headers.type, type);
  all.set(headers.version, "1");
  if (traceparent) all.set(headers.traceparent, traceparent);
  return (await jetstream(nats).publish(subject, JSON.stringify(body), { headers: all })).seq;
}

async function createStreams(nats: NatsConnection, storage: "file" | "memory"): Promise<void> {
  const manager = await jetstreamManager(nats);
  for (const { name, subjects, maxPerSubject, republishTo } of streams)
    await manager.streams.add({
      name,
      subjects: [...subjects],
      storage,
      allow_direct: true,
      max_msgs_per_subject: maxPerSubject,
      ...(republishTo ? { republish: { src: ">", dest: republishTo } } : {}),
    });
  for (const name of [PRINT_LOG, DOCUMENTS, FLEET_LOG]) await manager.streams.info(name);
}
