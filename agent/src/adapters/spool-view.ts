/** What people are shown of the spool; reads only, and only what is asked for. */
import type { AgentJob, Outcome } from "@printermaster/contracts";
import { statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { ShownWork, SpoolFacts } from "../status-page/agent-status.ts";

interface ViewRow {
  readonly job_id: string;
  readonly attempt: number;
  readonly printer_id: string;
  readonly state: ShownWork["state"];
  readonly received_at: number;
  readonly outcome: string | null;
  readonly report: ShownWork["report"] | null;
}

const COLUMNS = "job_id, attempt, printer_id, state, received_at, outcome, report";
const OPEN = `select ${COLUMNS} from work where report is null or report = 'waiting' order by number limit ?`;
const ENDED = `select ${COLUMNS} from work where outcome is not null order by finished_number desc limit ?`;
const BODY = "select body from work where job_id = ? and attempt = ?";
const WAITING =
  "select printer_id, count(*) as waiting from work where state = 'spooled' group by printer_id";
const COUNTS = `select count(*) filter (where report is null or report = 'waiting') as open,
  count(*) filter (where state = 'finished') as finished,
  count(*) filter (where report = 'dead') as "deadLetters" from work`;
const META = `select spool_id as "spoolId", counter from meta`;
const MEGABYTE = 1_048_576;

export class SpoolView {
  readonly #file: DatabaseSync;
  readonly #folder: string;

  constructor(file: DatabaseSync, folder: string) {
    this.#file = file;
    this.#folder = folder;
  }

  /** Oldest first. */
  open = (most: number): ShownWork[] => this.#works(OPEN, most);

  /** Newest first. */
  ended = (most: number): ShownWork[] => this.#works(ENDED, most);

  job(jobId: string, attempt: number): AgentJob | undefined {
    const row = this.#file.prepare(BODY).get(jobId, attempt);
    return row && (JSON.parse(String(row["body"])) as AgentJob);
  }

  /** How many jobs wait for each printer. */
  waiting(): ReadonlyMap<string, number> {
    const rows = this.#file.prepare(WAITING).all();
    return new Map(rows.map((row) => [String(row["printer_id"]), Number(row["waiting"])]));
  }

  facts(): SpoolFacts {
    const counts = this.#file.prepare(COUNTS).get() as Pick<
      SpoolFacts,
      "open" | "finished" | "deadLetters"
    >;
    const meta = this.#file.prepare(META).get() as Pick<SpoolFacts, "spoolId" | "counter">;
    const { bavail, bsize } = statfsSync(this.#folder);
    const diskFreeMb = Math.round((bavail * bsize) / MEGABYTE);
    return { ...meta, ...counts, bytes: this.#bytes(), diskFreeMb };
  }

  #bytes(): number {
    const sizes = ["spool.db", "spool.db-wal"].map(
      (name) => statSync(join(this.#folder, name), { throwIfNoEntry: false })?.size ?? 0,
    );
    return sizes.reduce((total, size) => total + size, 0);
  }

  #works(sql: string, most: number): ShownWork[] {
    const rows = this.#file.prepare(sql).all(most) as unknown as ViewRow[];
    return rows.map(({ job_id: jobId, attempt, printer_id: printerId, state, ...row }) => ({
      jobId,
      attempt,
      printerId,
      state,
      receivedAt: new Date(row.received_at).toISOString(),
      ...(row.outcome === null ? {} : { outcome: JSON.parse(row.outcome) as Outcome }),
      ...(row.report === null ? {} : { report: row.report }),
    }));
  }
}
