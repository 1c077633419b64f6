/** The archive's table, as `migrations/` creates it. */
import {
  bigint,
  customType,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
} from "drizzle-orm/pg-core";

const bytea = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

export const archived = pgSchema("archive").table(
  "event",
  {
    stream: text().notNull(),
    sequence: bigint({ mode: "number" }).notNull(),
    subject: text().notNull(),
    jobId: text("job_id"),
    type: text(),
    version: integer(),
    at: timestamp({ withTimezone: true, mode: "string" }).notNull(),
    correlationId: text("correlation_id"),
    traceparent: text(),
    body: jsonb(),
    raw: bytea(),
  },
  (table) => [primaryKey({ columns: [table.stream, table.sequence] })],
);
