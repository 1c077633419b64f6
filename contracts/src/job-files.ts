/** Documents as they are, beside JSON: the body is the document, and the address says the rest. */
import { z } from "zod";
import { CreateJob } from "./http.ts";

export const JobFileQuery = CreateJob.omit({ document: true }).extend({
  deadlineSeconds: z.coerce.number().pipe(CreateJob.shape.deadlineSeconds.unwrap()).optional(),
});
export type JobFileQuery = z.infer<typeof JobFileQuery>;

/** By media type. */
export const jobFiles = {
  "text/plain": "text",
  "text/x-receipt": "markup",
  "image/png": "png",
  "application/pdf": "pdf",
  "application/octet-stream": "escpos",
} as const;
export type JobFileType = keyof typeof jobFiles;
