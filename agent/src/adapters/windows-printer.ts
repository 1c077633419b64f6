/** A queue of the Windows spooler, raw, by PowerShell. Never run on Windows yet: only its conversation with the program is tested. */
import type { PrinterDescription } from "@printermaster/contracts";
import type { Condition } from "../app/ports.ts";
import { QueuePrinter, type Command, type Ran } from "./queue-printer.ts";
import { ASK, SEND } from "./windows-scripts.ts";

export interface WindowsSettings extends Pick<
  PrinterDescription,
  "printerId" | "name" | "columns" | "model"
> {
  /** As Windows shows it, `\\\\server\\name` for one that is shared. */
  readonly queue: string;
}

export function windowsPrinter(
  { printerId, name, columns, model, queue }: WindowsSettings,
  powershell = "powershell.exe",
): QueuePrinter {
  return new QueuePrinter({
    description: { printerId, name, kind: "windows", columns, model },
    place: { "windows.queue": queue },
    asking: script(powershell, ASK, queue),
    sending: script(powershell, SEND, queue),
    conditionOf,
  });
}

/** Its name goes by the environment: nothing in it can become a command. */
const script = (program: string, text: string, queue: string): Command => ({
  program,
  args: [
    "-NoProfile",
    "-NonInteractive",
    "-EncodedCommand",
    Buffer.from(text, "utf16le").toString("base64"),
  ],
  env: { PM_QUEUE: queue },
});

const STOPPED: Readonly<Record<string, string>> = {
  Paused: "paused",
  PaperOut: "media-empty",
  PaperJam: "media-jam",
  DoorOpen: "cover-open",
  Offline: "connecting-to-device",
  Error: "other-error",
};

/** `PrinterStatus` of `Get-Printer`: one word, or several with commas. */
function conditionOf({ code, said }: Ran): Condition {
  if (code !== 0) return { kind: "failed", trouble: { kind: "unreachable", detail: said } };
  const reasons = said.split(",").flatMap((word) => STOPPED[word.trim()] ?? []);
  return reasons.length > 0 ? { kind: "stopped", reasons } : { kind: "ready", reasons: [] };
}
