import type { StoredDocument } from "@printermaster/contracts";
import { UnreadableDocument, type Documents, type JobAddress } from "./ports.ts";

/** Of one that nobody can read nothing is left. */
export async function keptDocument(
  documents: Documents,
  address: JobAddress,
  bodyHash: string,
): Promise<StoredDocument | undefined> {
  try {
    return await documents.get(address, bodyHash);
  } catch (error) {
    if (error instanceof UnreadableDocument) return undefined;
    throw error;
  }
}
