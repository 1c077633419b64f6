/** What a body asks to print: JSON says all of it, any other type is the document alone. */
import {
  CreateJob,
  JobFileQuery,
  jobFiles,
  parsed,
  type Answer,
  type JobFileType,
} from "@printermaster/contracts";

export function jobIn(type: string, query: unknown, body: unknown): Answer<CreateJob> {
  if (!isFile(type)) return parsed(CreateJob, body);
  const asked = parsed(JobFileQuery, query);
  if (!asked.ok) return asked;
  const { kind, holds } = jobFiles[type];
  const content = Buffer.isBuffer(body) ? body.toString("base64") : body;
  return parsed(CreateJob, { ...asked.value, document: { kind, [holds]: content } });
}

const isFile = (type: string): type is JobFileType => Object.hasOwn(jobFiles, type);
