/** A log that has seen many prints: one real job's events again and again, each time as another job's. */
import { once } from "node:events";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { headers as newHeaders } from "@nats-io/transport-node";
import { idFromBytes, PRINT_LOG } from "@printermaster/contracts";
import { resolveNatsServer } from "@printermaster/infra";
import {
  connectNats,
  createLog,
  EventStreams,
  pause,
  randomIdBytes,
  sha256,
} from "@printermaster/runtime";
import { freePort } from "../free-port.ts";

export interface Template {
  readonly jobId: string;
  readonly events: readonly TemplateEvent[];
}

interface TemplateEvent {
  readonly subject: string;
  readonly body: string;
  readonly headers: readonly (readonly [string, string])[];
}

/** Of the first job in the log. */
export async function readTemplate(natsUrl: string): Promise<Template> {
  const { nats, streams } = await open(natsUrl);
  const subject = await firstSubject(streams);
  const events: TemplateEvent[] = [];
  for await (const { data, header } of streams.history(PRINT_LOG, subject)) {
    const body = new TextDecoder().decode(data);
    const headers = header.keys().map((key) => [key, header.get(key)] as const);
    events.push({ subject, body, headers: headers.filter(([key]) => !key.startsWith("Nats-")) });
  }
  await nats.close();
  return { jobId: subject.slice(subject.lastIndexOf(".") + 1), events };
}

async function firstSubject(streams: EventStreams): Promise<string> {
  const manager = await streams.client.jetstreamManager(false);
  const { first } = await streams.bounds(PRINT_LOG);
  const found = await manager.streams.getMessage(PRINT_LOG, { seq: first });
  if (!found) throw new Error("there is no event to repeat");
  return found.subject;
}

const IN_FLIGHT = 500;

/** While the stack is down, by a server that does not sync each of them: what is in the log counts, not how it came there. */
export async function fillLog(dataDir: string, template: Template, upTo: number): Promise<number> {
  const server = await startServer(join(dataDir, "nats", "jetstream"));
  try {
    const { nats, streams } = await open(server.url);
    let last = await streams.lastSequence(PRINT_LOG);
    const work = async (): Promise<void> => {
      while (last < upTo) {
        last += template.events.length;
        await repeat(streams, template);
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, work));
    const reached = await streams.lastSequence(PRINT_LOG);
    await nats.close();
    return reached;
  } finally {
    await server.stop();
  }
}

let jobs = 0;

async function repeat({ client }: EventStreams, { jobId, events }: Template): Promise<void> {
  const other = idFromBytes(sha256(`filled ${++jobs} ${Date.now()}`));
  for (const { subject, body, headers } of events) {
    const all = newHeaders();
    for (const [key, value] of headers) all.set(key, value);
    // Each event has an id of its own.
    const id = `"id":"${idFromBytes(randomIdBytes())}"`;
    const text = body.replaceAll(jobId, other).replace(/"id":"\w+"/, id);
    await client.publish(subject.replace(jobId, other), text, { headers: all });
  }
}

async function open(url: string) {
  const nats = await connectNats(url, "bench", createLog("bench", "fill", "silent"));
  return { nats, streams: await EventStreams.open(nats) };
}

async function startServer(store: string) {
  const { path } = await resolveNatsServer();
  const port = await freePort();
  const args = ["-a", "127.0.0.1", "-p", `${port}`, "-js", "-sd", store];
  const server = spawn(path, args, { stdio: "ignore" });
  const exited = once(server, "exit");
  const kill = () => void server.kill("SIGKILL");
  process.on("exit", kill);
  // Reading back a large store takes its time; whoever connects waits.
  await pause(500);
  return {
    url: `nats://127.0.0.1:${port}`,
    async stop() {
      server.kill("SIGTERM");
      await exited;
      process.off("exit", kill);
    },
  };
}
