/** Documents as they are, beside JSON: the body is the document, and the address says the rest. */
import { z } from "zod";
import { CreateJob } from "./http.ts";
import { MAX_DEADLINE_SECONDS } from "./jobs.ts";

export const JobFileQuery = CreateJob.omit({ document: true }).extend({
  deadlineSeconds: z.coerce.number().int().min(1).max(MAX_DEADLINE_SECONDS).optional(),
});
export type JobFileQuery = z.infer<typeof JobFileQuery>;

/** By media type, the kind of document, and the field of it that holds the body: as it stands, or as base64. */
export const jobFiles = {
  "text/plain": { kind: "text", holds: "text" },
  "text/x-receipt": { kind: "markup", holds: "text" },
  "image/png": { kind: "png", holds: "data" },
  "application/pdf": { kind: "pdf", holds: "data" },
  "application/octet-stream": { kind: "escpos", holds: "data" },
} as const;
export type JobFileType = keyof typeof jobFiles;

export const jobFilesWith = (field: "text" | "data"): string[] =>
  Object.entries(jobFiles).flatMap(([type, { holds }]) => (holds === field ? [type] : []));
