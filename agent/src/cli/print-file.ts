import { PrintDocument } from "@printermaster/contracts";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { CommandFailed, misuse } from "./command-failed.ts";
import { RunningAgent } from "./running-agent.ts";
import { dataFolder } from "./settings.ts";

/** A local print is no job: the cloud does not hear of it. */
export async function printFile(file: string, printerId: string | undefined): Promise<void> {
  const agent = RunningAgent.at(dataFolder());
  const document = documentIn(read(file), file);
  const chosen = printerId ?? (await onlyPrinter(agent));
  const { kind, detail } = await agent.print(chosen, document);
  if (kind !== "printed")
    throw new CommandFailed(`print-${kind}`, detail, "see `printermaster-agent printers`");
  process.stdout.write(`${chosen}: ${detail}\n`);
}

async function onlyPrinter(agent: RunningAgent): Promise<string> {
  const ids = (await agent.status()).printers.map((printer) => printer.printerId);
  const [only] = ids;
  if (only === undefined) throw new CommandFailed("no-printer", "this agent has no printer");
  if (ids.length > 1) throw misuse(`choose one with --printer: ${ids.join(", ")}`);
  return only;
}

function read(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new CommandFailed("no-file", (error as Error).message);
  }
}

function documentIn(text: string, file: string): PrintDocument {
  const wanted = file.endsWith(".json") ? jsonOf(text) : { kind: "text", text };
  const document = PrintDocument.safeParse(wanted);
  if (!document.success)
    throw new CommandFailed("invalid-document", z.prettifyError(document.error));
  return document.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandFailed("invalid-document", (error as Error).message);
  }
}
