/** What several routes have in common. */
import { Id, type ErrorCode } from "@printermaster/contracts";
import { z } from "zod";
import type { Answered } from "./route.ts";

export const ofJob = z.object({ id: Id });
export const ofPrinter = z.object({ id: Id });
export const ofBranch = z.object({ id: Id });
export const ofDevice = z.object({ deviceId: z.string() });

export const ok = (what: string, body: Answered["body"], headers?: Answered["headers"]): Answered =>
  headers ? { what, body, headers } : { what, body };

/** What an orchestrator may say, or that none said anything. */
export const commanded: readonly ErrorCode[] = ["no-answer", "storage-unavailable"];
export const aboutJob: readonly ErrorCode[] = ["unknown-job", "gone", "no-answer"];
