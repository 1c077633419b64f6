/**
 * One statement for everything, for PostgreSQL alone can then say that all of it happened or nothing. The driver's
 * `begin` cannot be used here: when its connection dies it writes to a socket that is gone, which ends the process
 * (github.com/porsager/postgres/issues/1208).
 */
import { and, eq, sql } from "drizzle-orm";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { Projection } from "../app/ports.ts";
import { archivedEvents, archiveRows } from "./event-archive.ts";
import { readRows } from "./read-rows.ts";
import { checkpoint } from "./read.schema.ts";

export function postgresProjection(database: PostgresJsDatabase): Projection {
  return {
    async position(stream) {
      await database.insert(checkpoint).values({ stream, sequence: 0 }).onConflictDoNothing();
      const [row] = await database.select().from(checkpoint).where(eq(checkpoint.stream, stream));
      return row?.sequence ?? 0;
    },

    async apply(stream, from, events) {
      const moved = database
        .update(checkpoint)
        .set({ sequence: events.at(-1)?.event.sequence ?? from })
        .where(and(eq(checkpoint.stream, stream), eq(checkpoint.sequence, from)))
        .returning({ sequence: checkpoint.sequence });
      const readings = events.map(({ reading }) => reading);
      const rows = [archiveRows(database, stream, events), ...readRows(database, readings)];
      const parts = rows.map((insert, n) => sql`${sql.identifier(`rows_${n}`)} as ${insert}`);
      const result = await database.execute(
        sql`with moved as ${moved}, ${sql.join(parts, sql`, `)} select sequence from moved`,
      );
      return result.length > 0;
    },

    archived: (stream, after, most) => archivedEvents(database, stream, after, most),
  };
}
