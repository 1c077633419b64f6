/** Asks for one print with one key until there is an answer, and writes down every word of it. */
import { httpHeaders, type Submitted } from "@printermaster/contracts";
import { setTimeout as wait } from "node:timers/promises";
import type { Ledger } from "../ledger/ledger.ts";
import type { Session } from "./session.ts";
import { said, ticketText } from "./ticket-text.ts";

export interface Wanted {
  readonly key: string;
  readonly printerId: string;
  readonly branchId: string;
  readonly lines: number;
  readonly class?: string;
  /** Does not ask again when nothing was answered. */
  readonly givesUp: boolean;
}

export type Answered =
  | { readonly jobId: string; readonly replayed: boolean }
  | { readonly code: string; readonly again: boolean };

const AGAIN_AFTER_MS = { first: 200, most: 2000 };

/** The job's id, once it is accepted. */
export async function askOnce(
  session: Session,
  ledger: Ledger,
  wanted: Wanted,
  until: AbortSignal,
): Promise<string | undefined> {
  const { key, printerId, branchId, lines } = wanted;
  const { body } = said(ticketText(key, lines));
  ledger.write({ type: "attempted", at: Date.now(), key, printerId, branchId, body });
  for (let waitMs = AGAIN_AFTER_MS.first; ; waitMs = Math.min(waitMs * 2, AGAIN_AFTER_MS.most)) {
    const answered = await ask(session, wanted);
    const at = Date.now();
    if ("jobId" in answered) {
      ledger.write({ type: "accepted", at, key, ...answered });
      return answered.jobId;
    }
    if (!answered.again) {
      ledger.write({ type: "refused", at, key, code: answered.code });
      return undefined;
    }
    ledger.write({ type: "unanswered", at, key, why: answered.code });
    if (wanted.givesUp || until.aborted) return undefined;
    await wait(waitMs, undefined, { signal: until }).catch(() => {});
  }
}

export async function ask(session: Session, wanted: Wanted, edition = 1): Promise<Answered> {
  const { key, printerId, branchId, lines } = wanted;
  const document = { kind: "text", text: ticketText(key, lines, edition) };
  try {
    const { status, body } = await session.http(
      "POST",
      "/v1/jobs",
      { printerId, branchId, document, ...(wanted.class && { class: wanted.class }) },
      { [httpHeaders.idempotencyKey]: key },
    );
    if (status === 200 || status === 201) {
      const { job, replayed } = body as Submitted;
      return { jobId: job.jobId, replayed: replayed ?? status === 200 };
    }
    const { code = String(status) } = body as { code?: string };
    return { code, again: status >= 500 || status === 429 || status === 401 };
  } catch (error) {
    return { code: error instanceof Error ? error.name : "unknown", again: true };
  }
}
