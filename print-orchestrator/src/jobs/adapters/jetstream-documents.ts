import {
  DOCUMENTS,
  headers,
  PrintDocument,
  StoredDocument,
  subjects,
} from "@printermaster/contracts";
import { activeTraceparent, type EventStreams } from "@printermaster/runtime";
import { jsonIn } from "../../streams/stored-event.ts";
import { UnreadableDocument, type Documents, type JobAddress } from "../app/ports.ts";

const TRIES = 8;

export function jetstreamDocuments(streams: EventStreams, newId: () => string): Documents {
  const subjectOf = ({ company, branch, jobId }: JobAddress) =>
    subjects.document(company, branch, jobId);

  const write = (address: JobAddress, bodyHash: string, document: unknown, expected: number) =>
    streams.append(DOCUMENTS, {
      subject: subjectOf(address),
      id: newId(),
      body: { document, traceparent: activeTraceparent() },
      expected,
      headers: { [headers.bodyHash]: bodyHash },
    });

  return {
    put: async (address, bodyHash, document) =>
      (await write(address, bodyHash, document, 0)) !== undefined,

    restore: (address, bodyHash, document) =>
      overwrite(async () => {
        const found = await streams.last(DOCUMENTS, subjectOf(address));
        if (found?.header.get(headers.bodyHash) === bodyHash) return true;
        return (await write(address, bodyHash, document, found?.seq ?? 0)) !== undefined;
      }),

    async get(address, bodyHash) {
      const found = await streams.last(DOCUMENTS, subjectOf(address));
      if (!found || found.header.get(headers.bodyHash) !== bodyHash) return undefined;
      const stored = StoredDocument.safeParse(jsonIn(found));
      if (stored.success && stored.data.document === undefined) return undefined;
      if (!PrintDocument.safeParse(stored.data?.document).success || !stored.data)
        throw new UnreadableDocument(`the document of ${address.jobId} cannot be read`);
      return stored.data;
    },

    erase: (address, bodyHash) =>
      overwrite(async () => {
        const found = await streams.last(DOCUMENTS, subjectOf(address));
        // Under the same hash, so that `restore` finds it there.
        return (await write(address, bodyHash, undefined, found?.seq ?? 0)) !== undefined;
      }),
  };
}

async function overwrite(done: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) if (await done()) return;
  throw new Error("the document was overwritten again and again");
}
