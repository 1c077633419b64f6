import type { Backup, Breaker, PrinterState } from "@printermaster/contracts";

export const printerStateWords: Record<PrinterState["state"], string> = {
  idle: "Ready",
  processing: "Printing",
  stopped: "Stopped",
};

/** IPP printer-state-reasons (RFC 8011, 5.4.12), without their severity. */
const reasonWords: Record<string, string> = {
  "media-empty": "out of paper",
  "media-low": "paper is low",
  "media-needed": "paper is needed",
  "media-jam": "paper is jammed",
  "cover-open": "cover is open",
  "door-open": "door is open",
  "timed-out": "does not answer",
  "connecting-to-device": "cannot be reached",
  "connection-refused": "refuses the connection",
  offline: "off line",
  paused: "paused",
  shutdown: "switched off",
  other: "has an error of its own",
};

export const reasonsInWords = (reasons: readonly string[]): string =>
  reasons
    .filter((reason) => reason !== "none")
    .map((reason) => reason.replace(/-(report|warning|error)$/, ""))
    .map((reason) => reasonWords[reason] ?? reason.replaceAll("-", " "))
    .join(", ");

/** `clockTime` is the reader's own. */
export function breakerInWords(
  breaker: Breaker,
  clockTime: (at: string) => string,
): string | undefined {
  switch (breaker.state) {
    case "closed":
      return undefined;
    case "open":
      return `Resting until ${clockTime(breaker.retryAt)} after repeated failures`;
    case "half-open":
      return "Tried with one job after repeated failures";
  }
}

export const backupInWords = (
  { printerId, afterSeconds }: Backup,
  names: ReadonlyMap<string, string>,
): string =>
  `Backup: ${names.get(printerId) ?? printerId}, ${afterSeconds === 0 ? "at once" : `after ${afterSeconds} s`}`;
