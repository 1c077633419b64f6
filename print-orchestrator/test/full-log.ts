/** A log as long as a test wants it: jobs of three events each, the last of which ends them. */
import { headers as natsHeaders, type NatsConnection } from "@nats-io/transport-node";
import { headers, PRINT_LOG, subjects, type JobState } from "@printermaster/contracts";
import type { EventStreams } from "@printermaster/runtime";
import { newId } from "./broker.ts";
import { at, jobState, nowMs } from "./job-states.ts";
import { until } from "./owner.ts";

const AT_ONCE = 5000;
const LIFE = [
  ["PrintSubmitted", { status: "pending" }],
  [
    "PrintDispatched",
    { status: "processing", attempt: 1, agentId: "agent1", dispatchedAt: at(nowMs) },
  ],
  [
    "PrintCompleted",
    { status: "completed", attempt: 1, agentId: "agent1", dispatchedAt: at(nowMs) },
  ],
] as const;

/** The ids of some of the jobs, spread over all. Not acknowledged one by one: the log's length tells. */
export async function fillLog(
  connection: NatsConnection,
  streams: EventStreams,
  events: number,
): Promise<string[]> {
  const some: string[] = [];
  let length = await streams.lastSequence(PRINT_LOG);
  const jobs = Math.ceil(events / LIFE.length);
  for (let done = 0; done < jobs; done += AT_ONCE) {
    const ids = Array.from({ length: Math.min(AT_ONCE, jobs - done) }, newId);
    for (const [type, over] of LIFE)
      for (const jobId of ids) publish(connection, type, { ...aJob, jobId, ...over });
    some.push(ids[0]!, ids.at(-1)!);
    length += ids.length * LIFE.length;
    await until("stored", async () => (await streams.lastSequence(PRINT_LOG)) === length, 60_000);
  }
  return some;
}

function publish(connection: NatsConnection, type: string, state: JobState): void {
  const all = natsHeaders();
  all.set(headers.type, type);
  all.set(headers.version, "1");
  const body = JSON.stringify({ id: state.jobId, at: state.updatedAt, data: {}, state });
  const subject = subjects.job(state.company, state.branch, state.jobId);
  connection.publish(subject, body, { headers: all });
}

export const aJob = jobState("a");
