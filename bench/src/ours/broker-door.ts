/** Prints straight over NATS: what the print core takes for itself, without a socket and a gateway before it. */
import { randomUUID } from "node:crypto";
import { subjects, type Answer, type Id, type Submitted } from "@printermaster/contracts";
import { connectNats, createLog } from "@printermaster/runtime";
import type { Door } from "./print-client.ts";

export interface BrokerDoor {
  readonly submit: Door;
  readonly close: () => Promise<void>;
}

const LIMIT_MS = 30_000;

export async function openBrokerDoor(natsUrl: string, company: Id): Promise<BrokerDoor> {
  const nats = await connectNats(natsUrl, "bench", createLog("bench", "door", "silent"));
  return {
    async submit(branch, print) {
      const subject = subjects.command(company, branch, "submit", randomUUID());
      const reply = await nats.request(subject, JSON.stringify(print), { timeout: LIMIT_MS });
      const answer = reply.json<Answer<Submitted>>();
      if (!answer.ok) throw new Error(`a print was refused: ${answer.error.code}`);
    },
    close: () => nats.close(),
  };
}
