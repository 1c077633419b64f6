/** What the doctor says of one thing: how it is, what was seen, and what to do if it is not well. */
export interface Finding {
  readonly check: string;
  readonly verdict: "ok" | "warn" | "fail";
  readonly seen: string;
  readonly advice?: string;
}

export const ok = (check: string, seen: string): Finding => ({ check, verdict: "ok", seen });

export const warn = (check: string, seen: string, advice: string): Finding => ({
  check,
  verdict: "warn",
  seen,
  advice,
});

export const fail = (check: string, seen: string, advice: string): Finding => ({
  check,
  verdict: "fail",
  seen,
  advice,
});

/** What the agent corrects by itself; more than this is a battery that is empty, or a wrong time zone. */
const CLOCK_WARN_MS = 2000;

export function clockFinding(offsetMs: number): Finding {
  const seen = `${Math.abs(Math.round(offsetMs / 1000))} s ${offsetMs > 0 ? "behind" : "before"} the cloud's`;
  if (Math.abs(offsetMs) <= CLOCK_WARN_MS) return ok("clock", "as the cloud's, to the second");
  return warn("clock", seen, "set this machine's clock (NTP); until then the agent allows for it");
}

const [DISK_FAIL_MB, DISK_WARN_MB] = [100, 1000];

export function diskFinding(freeMb: number): Finding {
  const seen = `${Math.round(freeMb)} MB free`;
  if (freeMb < DISK_FAIL_MB)
    return fail("disk", seen, "make room: with a full disk new work is refused");
  if (freeMb < DISK_WARN_MB) return warn("disk", seen, "make room before it is full");
  return ok("disk", seen);
}

export function spoolFinding(spool: {
  readonly open: number;
  readonly deadLetters: number;
}): Finding {
  const seen = `${spool.open} open, ${spool.deadLetters} dead letters`;
  if (spool.deadLetters === 0) return ok("spool", seen);
  return warn("spool", seen, "the cloud refused these reports: send the support bundle");
}

const advices: Readonly<Record<string, string>> = {
  "connecting-to-device": "is it switched on, is the cable in, and is its address still right?",
  "timed-out": "switch the printer off and on again",
  "media-empty": "put in paper",
  "media-low": "have a new roll at hand",
  "cover-open": "close the cover",
  "other-error": "read the printer's own lights or display; switch it off and on again",
};

export function printerFinding(name: string, state: string, reasons: readonly string[]): Finding {
  const check = `printer ${name}`;
  const known = reasons.map((reason) => advices[reason.replace(/-(?:error|warning|report)$/, "")]);
  const advice = known.find((text) => text !== undefined) ?? "look at the printer";
  if (state === "stopped") return fail(check, ["stopped", ...reasons].join(", "), advice);
  return reasons.length > 0 ? warn(check, reasons.join(", "), advice) : ok(check, state);
}
