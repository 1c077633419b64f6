/** What the paper of a job looks like, and whether the printer was sent exactly these bytes. */
import {
  accepted,
  bannerOf,
  PrintDocument,
  profileOf,
  refused,
  type Answer,
  type Id,
} from "@printermaster/contracts";
import { composeDocument, decodeEscPos, renderPng, renderSvg } from "@printermaster/receipts";
import { sha256Hex } from "@printermaster/runtime";
import type { Caller } from "../../domain/principal.ts";
import type { PrinterReader } from "./ports.ts";
import { readJob, type ReadDeps } from "./read-job.ts";

export interface PaperDeps extends ReadDeps {
  readonly printers: PrinterReader;
}

export interface Paper {
  readonly svg: string;
  readonly likeness: "exact" | "differs" | "preview";
}

export async function jobPaper(deps: PaperDeps, user: Caller, jobId: Id): Promise<Answer<Paper>> {
  const found = await readJob(deps, user, jobId);
  if (!found.ok) return found;
  const { company, branch, printerId, paperHash } = found.value;
  const [stored, printer] = await Promise.all([
    deps.jobs.document(company, branch, jobId),
    deps.printers.printer(company, branch, printerId),
  ]);
  const document = PrintDocument.safeParse(stored);
  if (!document.success) return refused("no-picture");
  const profile = profileOf(printer ?? {});
  const { columns } = profile;
  const bytes = await composeDocument(document.data, profile, bannerOf(found.value));
  return accepted({
    svg: renderSvg(decodeEscPos(bytes, { columns }), { columns }),
    likeness:
      paperHash === undefined ? "preview" : paperHash === sha256Hex(bytes) ? "exact" : "differs",
  });
}

export const paperAsPng = (paper: Paper): Promise<Uint8Array> => renderPng(paper.svg);
