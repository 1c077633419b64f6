/** An exchange is named by the gateway that began it, so that the other one knows where to answer. */
import { INSTANCE_LENGTH } from "../domain/session-ids.ts";

export function exchangeIds(self: string): () => string {
  let last = 0;
  return () => self + (last++).toString(36);
}

export const beganBy = (id: string): string => id.slice(0, INSTANCE_LENGTH);
