/** The archive: events are added to it, and read from it again when read models are rebuilt. */
import { parseEventSubject } from "@printermaster/contracts";
import { and, asc, eq, gt, type SQLWrapper } from "drizzle-orm";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { ReadEvent } from "../app/ports.ts";
import type { LoggedEvent } from "../domain/reading.ts";
import { archived } from "./archive.schema.ts";
import { fromArchive } from "./logged-event.ts";
import { rowSet } from "./row-set.ts";

export function archiveRows(
  database: PostgresJsDatabase,
  stream: string,
  events: readonly ReadEvent[],
): SQLWrapper {
  const rows = events.map((event) => rowOf(stream, event));
  return database.insert(archived).select(rowSet(archived, rows)).onConflictDoNothing();
}

export async function archivedEvents(
  database: PostgresJsDatabase,
  stream: string,
  after: number,
  most: number,
): Promise<readonly LoggedEvent[]> {
  const rows = await database
    .select()
    .from(archived)
    .where(and(eq(archived.stream, stream), gt(archived.sequence, after)))
    .orderBy(asc(archived.sequence))
    .limit(most);
  return rows.map(fromArchive);
}

function rowOf(stream: string, { event, reading }: ReadEvent): typeof archived.$inferInsert {
  const { body, raw, ...columns } = event;
  const named = parseEventSubject(event.subject);
  return {
    ...columns,
    stream,
    jobId: named?.kind === "job" ? named.id : null,
    ...(reading.kind === "unreadable" ? { raw } : { body }),
  };
}
