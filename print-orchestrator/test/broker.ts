/** A real broker with our streams, and the orchestrator's adapters on it. */
import { deriveJobId, idFromBytes, type RegisterAgent } from "@printermaster/contracts";
import { startNats } from "@printermaster/infra";
import {
  connectNats,
  createLog,
  EventStreams,
  hmacHex,
  randomIdBytes,
  sha256,
} from "@printermaster/runtime";
import { jetstreamFleetLog } from "../src/fleet/adapters/jetstream-fleet-log.ts";
import { knownPrinters } from "../src/fleet/adapters/known-printers.ts";
import { registerAgent } from "../src/fleet/app/register-agent.ts";
import { deviceOrigins } from "../src/jobs/adapters/device-origins.ts";
import { jetstreamDeadLetters } from "../src/jobs/adapters/jetstream-dead-letters.ts";
import { jetstreamDocuments } from "../src/jobs/adapters/jetstream-documents.ts";
import { jetstreamJobLog } from "../src/jobs/adapters/jetstream-job-log.ts";
import { rememberingJobs } from "../src/jobs/app/remembering-jobs.ts";
import { kvRecentTests, openLimits } from "../src/jobs/adapters/kv-recent-tests.ts";
import { liveJobNews } from "../src/jobs/adapters/live-job-news.ts";
import { logRoom } from "../src/jobs/adapters/log-room.ts";
import type { JobDeps } from "../src/jobs/app/ports.ts";
import { submitPrint } from "../src/jobs/app/submit-print.ts";
import { shopParts } from "../src/shop/adapters/shop-parts.ts";
import { createStreams } from "../src/streams/create-streams.ts";

export const log = createLog("test", "test", "fatal");
export const newId = () => idFromBytes(randomIdBytes());
export type Broker = Awaited<ReturnType<typeof startBroker>>;

export async function startBroker({ logBytes }: { logBytes?: number } = {}) {
  const nats = await startNats();
  const connection = await connectNats(nats.url, "test", log);
  await createStreams(connection, 1, logBytes);
  const streams = await EventStreams.open(connection);
  const fleetLog = jetstreamFleetLog(streams, newId);
  const jobLog = rememberingJobs(jetstreamJobLog(streams, newId, log));
  const fleet = { fleet: fleetLog, jobs: jobLog, now: () => new Date().toISOString() };
  const jobs: JobDeps = {
    jobs: jobLog,
    documents: jetstreamDocuments(streams, newId),
    letters: jetstreamDeadLetters(streams, newId),
    // No database here: nobody remembers what the log does not have.
    history: { knows: () => Promise.resolve(false) },
    printers: knownPrinters(fleetLog, () => performance.now()),
    tests: kvRecentTests(() => openLimits(connection, 1)),
    room: logRoom(streams, () => performance.now()),
    origins: deviceOrigins(streams, () => performance.now(), log),
    now: () => new Date(),
    keyedHash: (text) => hmacHex("secret", text),
    jobIdOf: (company, branch, key) => deriveJobId(sha256, company, branch, key),
    idOf: (text) => idFromBytes(sha256(text)),
  };
  const news = liveJobNews(connection);
  const cancel = { jobs: jobLog, fleet: fleetLog, news, now: jobs.now };
  return {
    cancel,
    shop: shopParts(streams, "secret", newId, log),
    url: nats.url,
    connection,
    streams,
    fleet,
    jobs,
    hello: (over: Partial<RegisterAgent> = {}) =>
      registerAgent(fleet, "demo", "oldtown", { ...helloOfAgent, session: newId(), ...over }),
    submit: (key: string, over: object = {}) =>
      submitPrint(
        jobs,
        { company: "demo", branch: "oldtown", correlationId: "c1", traceId: undefined },
        { ...submission(key), ...over },
      ),
    async stop() {
      await connection.close();
      await nats.stop();
    },
  };
}

export const submission = (key: string, text = "hello") => ({
  idempotencyKey: key,
  printerId: "printer1",
  class: "receipt" as const,
  title: "",
  document: { kind: "text" as const, text },
  submittedBy: { kind: "service" as const, id: "test", name: "Test" },
});

const helloOfAgent: RegisterAgent = {
  protocol: 1,
  installationId: "install1",
  spoolId: "spool1",
  counter: 0,
  appVersion: "1.0.0",
  printers: [
    {
      printerId: "printer1",
      name: "Kitchen",
      kind: "tcp",
      columns: 48,
      state: "idle",
      reasons: [],
    },
  ],
  openWork: [],
  agentId: "agent1",
  session: "s1",
  gateway: "gateway-1",
};
