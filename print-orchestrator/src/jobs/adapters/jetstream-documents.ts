import {
  DOCUMENTS,
  headers,
  PrintDocument,
  StoredDocument,
  subjects,
} from "@printermaster/contracts";
import { setImmediate as turn } from "node:timers/promises";
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
      // It is found at the moment when its writer hears that it is stored: whoever waits for "accepted" is answered first.
      await turn();
      if (!found || found.header.get(headers.bodyHash) !== bodyHash) return undefined;
      return readable(StoredDocument.safeParse(jsonIn(found)).data, address);
    },

    erase: (address, bodyHash) =>
      overwrite(async () => {
        const found = await streams.last(DOCUMENTS, subjectOf(address));
        // Under the same hash, so that `restore` finds it there.
        return (await write(address, bodyHash, undefined, found?.seq ?? 0)) !== undefined;
      }),
  };
}

/** One that was erased is there no more. */
function readable(stored: StoredDocument | undefined, { jobId }: JobAddress) {
  if (stored && stored.document === undefined) return undefined;
  if (stored && PrintDocument.safeParse(stored.document).success) return stored;
  throw new UnreadableDocument(`the document of ${jobId} cannot be read`);
}

async function overwrite(done: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) if (await done()) return;
  throw new Error("the document was overwritten again and again");
}
