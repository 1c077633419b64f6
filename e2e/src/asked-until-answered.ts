import { setTimeout as wait } from "node:timers/promises";
import type { Reply } from "./client.ts";
import { until } from "./patience.ts";

/** A gateway that froze takes requests and never answers them. */
const PATIENCE_MS = 2000;

/** Asks with the same key until there is an answer: by then it was done once, however often it was asked for. */
export const askedUntilAnswered = (what: string, ask: () => Promise<Reply>): Promise<Reply> =>
  until(`an answer to ${what}`, async () => {
    const asked = ask().catch(() => undefined);
    const reply = await Promise.race([asked, wait(PATIENCE_MS, undefined)]);
    if (reply && reply.status >= 400 && reply.status < 500 && reply.status !== 429)
      throw new Error(`${what}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return (reply?.status === 200 || reply?.status === 201) && reply;
  });
