/** The audit log: a stream that nothing is deleted from, so that it can be written and read while Postgres is away. */
import {
  AUDIT,
  StoredAuditEntry,
  subjects,
  type AuditPage,
  type Id,
} from "@printermaster/contracts";
import { backoff, pause, type Log } from "@printermaster/runtime";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { read, storedEvents } from "../../jobs/adapters/stored-events.ts";
import type { Audit, AuditEntry } from "../app/ports.ts";
import type { AuditReader } from "../app/read-audit.ts";

const TRIES = 6;
/** While the broker is away; what is beyond stands in this process's own log alone. */
const MOST_WAITING = 1000;
/** Written by strangers in part. */
const MOST_TEXT = 300;

export function auditIn(nats: NatsConnection, log: Log): Audit {
  const client = jetstream(nats);
  let waiting = 0;

  const write = async (subject: string, text: string): Promise<void> => {
    for (let tries = 0; ; tries++) {
      try {
        return void (await client.publish(subject, text));
      } catch (error) {
        if (tries >= TRIES) throw error;
      }
      await pause(backoff(tries, 200, 5000, Math.random()));
    }
  };

  return (entry) => {
    const { company, action } = entry;
    const lost = (err: unknown) =>
      log.error({ event: "audit-unwritten", ...entry, err }, "an entry is only in this log");
    if (waiting >= MOST_WAITING) return lost("too many wait");
    waiting++;
    void write(subjects.audit(company, action), JSON.stringify(stored(entry)))
      .catch(lost)
      .finally(() => waiting--);
  };
}

function stored({ at, actor, action, target, outcome, address }: AuditEntry): StoredAuditEntry {
  const cut = (text: string | undefined) => text?.slice(0, MOST_TEXT);
  return {
    at: at.toISOString(),
    action,
    outcome,
    ...(actor ? { actor } : {}),
    ...(target ? { target: cut(target) } : {}),
    ...(address ? { address: cut(address) } : {}),
  };
}

export async function auditReader(nats: NatsConnection): Promise<AuditReader> {
  const streams = storedEvents((await jetstreamManager(nats, { checkAPI: false })).streams);
  return {
    async page(company: Id, { after, limit, action }) {
      const subject = action ? subjects.audit(company, action) : subjects.auditOf(company);
      const entries: AuditPage["entries"] = [];
      for await (const found of streams.all(AUDIT, subject, after + 1)) {
        const entry = read(found, StoredAuditEntry);
        if (entry) entries.push({ sequence: found.seq, ...entry });
        if (entries.length === limit) break;
      }
      const last = entries.at(-1)?.sequence;
      return { company, entries, ...(entries.length === limit && last ? { next: last } : {}) };
    },
  };
}
