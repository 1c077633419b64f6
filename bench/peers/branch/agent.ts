// An agent of a peer: one socket, a lane for each printer, and ours' own conversation with the printer. Careful, or as most are.
import { join } from "node:path";
import { profileOf, type PrintDocument } from "@printermaster/contracts";
import { composeDocument } from "@printermaster/receipts";
import { io } from "socket.io-client";
import { tcpPrinter } from "../../../agent/src/adapters/tcp-printer.ts";
import { readyAt, settingsOfChild } from "../child.ts";
import type { BranchPrinter, PeerJob, PeerOutcome } from "../peer.ts";
import { PeerSpool } from "./spool.ts";

export interface AgentSettings {
  readonly url: string;
  readonly folder: string;
  readonly careful: boolean;
  readonly printers: readonly BranchPrinter[];
}

type Answer = (answer: unknown) => void;

const resultOf = {
  printed: "completed",
  unconfirmed: "unconfirmed",
  failed: "failed",
  stopped: "failed",
  withheld: "failed",
} as const;

const { url, folder, careful, printers } = settingsOfChild() as AgentSettings;
const spool = careful ? new PeerSpool(join(folder, "spool.sqlite")) : undefined;
const lanes = new Map(printers.map((printer) => [printer.id, openLane(printer)]));

const socket = io(url, {
  transports: ["websocket"],
  auth: { agent: "agent1", printers: [...lanes.keys()] },
  query: { client: "agent1" },
});
socket.on("job", (job: PeerJob, answer?: Answer) => void take(job, answer));
socket.once("connect", () => readyAt(0));
for (const { job, begun } of spool?.leftOpen() ?? []) {
  if (!begun) void print(job).then(report);
  else await report(settled({ id: job.id, result: "unconfirmed" }));
}

async function take(job: PeerJob, answer?: Answer): Promise<void> {
  if (!spool) {
    const outcome = await print(job);
    return answer ? answer(outcome) : void socket.emit("outcome", outcome);
  }
  const isNew = spool.take(job);
  answer?.({ taken: true });
  if (isNew) return report(await print(job));
  const known = spool.outcomeOf(job.id);
  if (known) await report(known);
}

function print(job: PeerJob): Promise<PeerOutcome> {
  const lane = lanes.get(job.printerId);
  return lane ? lane(job) : Promise.resolve({ id: job.id, result: "failed" });
}

function openLane({ id, port }: BranchPrinter): (job: PeerJob) => Promise<PeerOutcome> {
  const printer = tcpPrinter({ printerId: id, name: id, columns: 48, host: "127.0.0.1", port });
  const profile = profileOf(printer.description);
  let last: Promise<unknown> = Promise.resolve();
  const work = async (job: PeerJob) => {
    const bytes = await composeDocument(job.document as PrintDocument, profile);
    const mayBegin = () => (spool?.begin(job.id), true);
    const ticket = { bytes, mayBegin, lastByteLeft() {}, blocked() {}, patienceMs: 60_000 };
    const { result, released } = await printer.print(ticket);
    return { outcome: settled({ id: job.id, result: resultOf[result.kind] }), released };
  };
  return (job) => {
    const done = last.then(() => work(job));
    last = done.then(({ released }) => released);
    return done.then(({ outcome }) => outcome);
  };
}

function settled(outcome: PeerOutcome): PeerOutcome {
  spool?.finish(outcome);
  return outcome;
}

/** Until it is acknowledged. */
async function report(outcome: PeerOutcome): Promise<void> {
  for (;;) {
    const heard = await socket
      .timeout(5000)
      .emitWithAck("outcome", outcome)
      .catch(() => undefined);
    if (heard) return spool?.reported(outcome.id);
  }
}
