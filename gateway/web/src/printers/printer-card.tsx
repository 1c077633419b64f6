import type { PrinterView } from "@printermaster/contracts";
import { printerNames, runs } from "../live/board.ts";
import { clockTime } from "../shell/times.tsx";
import { RunView } from "../test-print/run-view.tsx";
import { asking, testPrint } from "../test-print/test-print.ts";
import {
  backupInWords,
  breakerInWords,
  printerStateWords,
  reasonsInWords,
} from "./printer-words.ts";

export function PrinterCard({ printer }: { printer: PrinterView }) {
  const { printerId, name } = printer;
  const run = runs.value.get(printerId);
  return (
    <article class="panel printer" aria-labelledby={`printer-${printerId}`}>
      <div class="printer-head">
        <h3 id={`printer-${printerId}`}>{name}</h3>
        <button
          type="button"
          class="primary"
          disabled={asking.value.has(printerId)}
          onClick={() => void testPrint(printer)}
        >
          Test print
        </button>
      </div>
      <p class="quiet">
        <code>{printerId}</code> · {printer.kind}, {printer.columns} columns
      </p>
      <PrinterStatus printer={printer} />
      <Standing printer={printer} />
      {run && <RunView key={run.intent.correlationId} run={run} printerName={name} />}
    </article>
  );
}

/** With its agent away, a printer's own state is only the last one heard. */
function PrinterStatus({ printer: { agentConnected, state, reasons } }: { printer: PrinterView }) {
  const words = reasonsInWords(reasons);
  const tone = state === "stopped" ? "bad" : state === "processing" ? "active" : "good";
  return (
    <p class="states">
      <span
        class={`state ${agentConnected ? "good" : "unsure"}`}
        data-agent={agentConnected ? "connected" : "away"}
      >
        {agentConnected ? "Agent connected" : "Agent away"}
      </span>
      <span class={`state ${agentConnected ? tone : "stale"}`} data-printer-state={state}>
        {agentConnected ? "Printer" : "Last heard"}: {printerStateWords[state].toLowerCase()}
        {words && ` (${words})`}
      </span>
    </p>
  );
}

/** What the orchestrators do about its failures. */
function Standing({ printer: { breaker, backup } }: { printer: PrinterView }) {
  const rests = breakerInWords(breaker, clockTime);
  if (!rests && !backup) return undefined;
  return (
    <p class="states">
      {rests && (
        <span class="state unsure" data-breaker={breaker.state}>
          {rests}
        </span>
      )}
      {backup && <span class="quiet">{backupInWords(backup, printerNames.value)}</span>}
    </p>
  );
}
