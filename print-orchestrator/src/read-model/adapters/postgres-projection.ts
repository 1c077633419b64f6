import {
  Job,
  parseEventSubject,
  StoredAgentEvent,
  StoredJobEvent,
  StoredPrinterEvent,
} from "@printermaster/contracts";
import { and, eq, lt, sql } from "drizzle-orm";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { LoggedEvent, Projection } from "../app/ports.ts";
import { agent, checkpoint, job, printer } from "./read.schema.ts";

type Transaction = Parameters<Parameters<PostgresJsDatabase["transaction"]>[0]>[0];

export function postgresProjection(database: PostgresJsDatabase): Projection {
  return {
    async position(stream) {
      await database.insert(checkpoint).values({ stream, sequence: 0 }).onConflictDoNothing();
      const [row] = await database.select().from(checkpoint).where(eq(checkpoint.stream, stream));
      return row?.sequence ?? 0;
    },

    apply: (stream, from, events) =>
      database.transaction(async (transaction) => {
        const sequence = events.at(-1)?.sequence ?? from;
        const moved = await transaction
          .update(checkpoint)
          .set({ sequence })
          .where(and(eq(checkpoint.stream, stream), eq(checkpoint.sequence, from)))
          .returning();
        if (moved.length === 0) return false;
        await projectJobs(transaction, events);
        for (const event of events) await project(transaction, event);
        return true;
      }),
  };
}

async function project(transaction: Transaction, event: LoggedEvent): Promise<void> {
  const kind = parseEventSubject(event.subject)?.kind;
  if (kind === "agent") await projectAgent(transaction, event);
  if (kind === "printer") await projectPrinter(transaction, event);
}

/** Of each job only its last state counts, and all of them go in one statement. */
async function projectJobs(transaction: Transaction, events: readonly LoggedEvent[]) {
  const rows = new Map<string, typeof job.$inferInsert>();
  for (const { subject, body, sequence } of events) {
    if (parseEventSubject(subject)?.kind !== "job") continue;
    const state = Job.parse(StoredJobEvent.parse(body).state);
    rows.set(state.jobId, { ...state, sequence, job: state });
  }
  if (rows.size === 0) return;
  await transaction
    .insert(job)
    .values([...rows.values()])
    .onConflictDoUpdate({
      target: job.jobId,
      set: {
        status: sql`excluded.status`,
        updatedAt: sql`excluded.updated_at`,
        sequence: sql`excluded.sequence`,
        job: sql`excluded.job`,
      },
      setWhere: lt(job.sequence, sql`excluded.sequence`),
    });
}

async function projectAgent(transaction: Transaction, { body }: LoggedEvent) {
  const row = StoredAgentEvent.parse(body).state;
  const target = [agent.company, agent.branch, agent.agentId];
  await transaction.insert(agent).values(row).onConflictDoUpdate({ target, set: row });
}

async function projectPrinter(transaction: Transaction, { body }: LoggedEvent) {
  const state = StoredPrinterEvent.parse(body).state;
  const row = { ...state, printer: state };
  const target = [printer.company, printer.branch, printer.printerId];
  await transaction.insert(printer).values(row).onConflictDoUpdate({ target, set: row });
}
