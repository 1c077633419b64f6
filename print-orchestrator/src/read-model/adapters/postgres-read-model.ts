import type { Job, ListDeadLetters } from "@printermaster/contracts";
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { ReadModel } from "../app/ports.ts";
import { archivedJob } from "./archived-jobs.ts";
import { listedJobs } from "./listed-jobs.ts";
import { agent, deadLetter, printer } from "./read.schema.ts";

/** Removed ones stay in their table, as events name them. */
const isThere = sql`not (${printer.printer} ->> 'removed')::boolean`;

export function postgresReadModel(database: PostgresJsDatabase): ReadModel {
  return {
    jobs: (company, query) => listedJobs(database, company, query),

    job: (company, query) => archivedJob(database, company, query),

    deadLetters: (company, query) => waitingLetters(database, company, query),

    async printers(company, { branches }) {
      const inBranches = branches ? inArray(printer.branch, branches) : undefined;
      const ofPrinter = and(
        eq(agent.company, printer.company),
        eq(agent.branch, printer.branch),
        eq(agent.agentId, printer.agentId),
      );
      const rows = await database
        .select({ printer: printer.printer, connected: agent.connected })
        .from(printer)
        .leftJoin(agent, ofPrinter)
        .where(and(eq(printer.company, company), inBranches, isThere))
        .orderBy(printer.branch, printer.printerId);
      return rows.map((row) => ({ ...row.printer, agentConnected: row.connected ?? false }));
    },
  };
}

async function waitingLetters(
  database: PostgresJsDatabase,
  company: string,
  { branches, limit }: ListDeadLetters,
): Promise<readonly Job[]> {
  const inBranches = branches ? inArray(deadLetter.branch, branches) : undefined;
  const waiting = eq(deadLetter.state, "waiting");
  const rows = await database
    .select({ job: deadLetter.job })
    .from(deadLetter)
    .where(and(eq(deadLetter.company, company), waiting, inBranches))
    .orderBy(desc(deadLetter.updatedAt))
    .limit(limit);
  return rows.map((row) => row.job);
}
