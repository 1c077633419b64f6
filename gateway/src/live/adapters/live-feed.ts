/** Hears what happens in a branch for as long as somebody here looks at it. */
import { headers, subjects } from "@printermaster/contracts";
import { inSpan, type Log } from "@printermaster/runtime";
import { RepublishHeaders } from "@nats-io/jetstream";
import type { Msg, NatsConnection, Subscription } from "@nats-io/transport-node";
import type { Namespace } from "socket.io";
import { jsonOf } from "../../adapters/json-of.ts";
import { emissionsOf, type Emission, type LiveMessage } from "../domain/emissions.ts";
import { branchOfRoom } from "../domain/rooms.ts";

export interface LiveFeedDeps {
  readonly nats: NatsConnection;
  readonly namespace: Namespace;
  readonly now: () => Date;
  readonly log: Log;
}

export function startLiveFeed({ nats, namespace, now, log }: LiveFeedDeps): void {
  const heard = new Map<string, Subscription[]>();

  const hear = async (room: string, message: Msg) => {
    const traceparent = message.headers?.get(headers.traceparent);
    for (const emission of emissionsOf(liveMessage(message, now)))
      await emit(namespace, room, emission, traceparent);
  };

  // The adapter makes a room at its first socket and deletes it after the last.
  namespace.adapter.on("create-room", (room: string) => {
    const branch = branchOfRoom(room);
    if (!branch) return;
    const subscriptions = subjects.liveOfBranch(branch.company, branch.branch).map((subject) =>
      nats.subscribe(subject, {
        callback: (error, message) => {
          if (!error)
            hear(room, message).catch((err: unknown) => log.error({ event: "live", err }));
        },
      }),
    );
    heard.set(room, subscriptions);
  });
  namespace.adapter.on("delete-room", (room: string) => {
    for (const subscription of heard.get(room) ?? []) subscription.unsubscribe();
    heard.delete(room);
  });
}

async function emit(
  namespace: Namespace,
  room: string,
  emission: Emission,
  parent: string | undefined,
): Promise<void> {
  const send = () => namespace.local.to(room).emit(emission.event, emission.body);
  if (emission.event !== "print:progress" || !emission.terminal) return void send();
  const attributes = { "print.job.id": emission.body.jobId, "print.step": emission.body.step };
  await inSpan(`emit ${emission.event}`, { kind: "PRODUCER", parent, attributes }, async () => {
    send();
  });
}

function liveMessage(message: Msg, now: () => Date): LiveMessage {
  const sequence = message.headers?.get(RepublishHeaders.Sequence);
  return {
    subject: message.subject,
    type: message.headers?.get(headers.type),
    sequence: sequence ? Number(sequence) : undefined,
    body: jsonOf(message),
    heardAt: now().toISOString(),
  };
}
