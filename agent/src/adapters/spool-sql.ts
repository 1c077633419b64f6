/** What the spool says to its file, and what it hears. */
import { FailureCode, isTransient, type JobTaken } from "@printermaster/contracts";

export const INSERT = `insert into work
  (job_id, attempt, printer_id, body, number, received_at, expires_at, state)
  values (?, ?, ?, ?, ?, ?, ?, 'spooled')`;
export const REVOKE = `insert into revoked values (?, ?, ?) on conflict (job_id) do update
  set up_to_attempt = max(up_to_attempt, excluded.up_to_attempt), revoked_at = excluded.revoked_at`;
export const FORGET_WAITING = `delete from work where job_id = ? and attempt <= ? and state = 'spooled'`;
export const REPORT_DIED = `update work set report = 'dead', dead_code = ? where job_id = ? and attempt = ?`;
export const COUNT = "update meta set counter = counter + 1 returning counter";
export const BEGIN = `update work set state = 'printing', first_byte_at = ? where job_id = ? and attempt = ?`;
export const FINISH = `update work set state = 'finished', outcome = ?, finished_at = ?, traceparent = ?,
  report = 'waiting', finished_number = (select coalesce(max(finished_number), 0) + 1 from work)
  where job_id = ? and attempt = ?`;
export const RELEASE = "delete from held where job_id = ? and attempt = ?";
export const HELD = `exists (select 1 from held where held.job_id = work.job_id and held.attempt = work.attempt)`;
export const WAITING = `select body from work where printer_id = ? and state = 'spooled' and not ${HELD}`;
export const OPEN = `from work where report is null or report = 'waiting'`;
export const REPORT = `select job_id, attempt, printer_id, outcome, traceparent,
  body ->> 'correlationId' as correlation_id
  from work where report = 'waiting' order by finished_number limit 1`;

export const REPORT_ACKNOWLEDGED =
  "update work set report = 'acknowledged' where job_id = ? and attempt = ?";
export const FORGET_HELD = `delete from work where state = 'spooled' and expires_at < ? and ${HELD}`;
export const FORGET_FINISHED = "delete from work where report = 'acknowledged' and finished_at < ?";

const transient = FailureCode.options.filter(isTransient).map((code) => `'${code}'`);
export const GIVEN_BACK = `select 1 from work where report = 'waiting' and printer_id = ?
  and outcome ->> 'code' in (${transient.join(", ")}) limit 1`;

export interface WorkRow {
  readonly job_id: string;
  readonly attempt: number;
  readonly printer_id: string;
  readonly state: JobTaken["state"];
  readonly held: number;
  readonly body: string;
  readonly outcome: string | null;
  readonly traceparent: string | null;
  readonly correlation_id: string;
}
