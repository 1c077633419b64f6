/** Each address of the cloud is asked, and its time compared with ours. */
import { clockFinding, fail, ok, warn, type Finding } from "./verdict.ts";

const LIMIT_MS = 4000;
const SLOW_MS = 600;

export async function cloudFindings(urls: readonly string[]): Promise<Finding[]> {
  const asked = await Promise.all(urls.map((url) => ask(url)));
  const offset = asked.map(({ offsetMs }) => offsetMs).find((one) => one !== undefined);
  const alone: Finding[] = urls.length === 1 ? [aloneFinding] : [];
  return [
    ...asked.map(({ finding }) => finding),
    ...alone,
    ...(offset === undefined ? [] : [clockFinding(offset)]),
  ];
}

const aloneFinding = warn(
  "endpoints",
  "only one address of the cloud",
  "name a second one in PM_GATEWAY_URLS, if your cloud has one",
);

async function ask(url: string): Promise<{ finding: Finding; offsetMs?: number }> {
  const check = `endpoint ${url}`;
  const began = performance.now();
  try {
    const signal = AbortSignal.timeout(LIMIT_MS);
    const response = await fetch(`${url.replace(/\/+$/, "")}/readyz`, { signal });
    const tookMs = Math.round(performance.now() - began);
    const told = Date.parse(response.headers.get("date") ?? "");
    const offsetMs = Number.isNaN(told) ? {} : { offsetMs: offsetOf(told) };
    return { finding: answered(check, response.status, tookMs), ...offsetMs };
  } catch (error) {
    const { cause, message } = error as Error;
    const why =
      cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : message;
    return {
      finding: fail(
        check,
        `no answer: ${why}`,
        "is the address right, is there internet, does a firewall let us through?",
      ),
    };
  }
}

/** Told in whole seconds, which were cut off. */
const offsetOf = (told: number): number => {
  const offset = told + 500 - Date.now();
  return Math.abs(offset) <= 1500 ? 0 : offset;
};

function answered(check: string, status: number, tookMs: number): Finding {
  if (status === 503)
    return warn(
      check,
      "it is there, but not ready",
      "wait a minute; if it stays, ask your operator",
    );
  if (status !== 200)
    return warn(check, `answers ${status}`, "is this the address of a PrinterMaster gateway?");
  if (tookMs > SLOW_MS) return warn(check, `${tookMs} ms`, "the way to the cloud is slow");
  return ok(check, `${tookMs} ms`);
}
