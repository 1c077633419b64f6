/** What is asked of the spool's table of work again and again. */
import { FailureCode, isTransient } from "@printermaster/contracts";

export const WAITING = `select body from work where printer_id = ? and state = 'spooled'`;

export const OPEN = `from work where report is null or report = 'waiting'`;

export const REPORT = `select job_id, attempt, printer_id, outcome, traceparent,
  body ->> 'correlationId' as correlation_id
  from work where report = 'waiting' order by finished_number limit 1`;

const transient = FailureCode.options.filter(isTransient).map((code) => `'${code}'`);
export const GIVEN_BACK = `select 1 from work where report = 'waiting' and printer_id = ?
  and outcome ->> 'code' in (${transient.join(", ")}) limit 1`;
