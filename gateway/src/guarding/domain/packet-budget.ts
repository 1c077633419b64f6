/** What one connection may send, whatever is in it: counted before anything is parsed. */
import { isTextTooDeep, MOST_DEPTH } from "./depth.ts";
import { scaled, take, type Bucket, type Rate } from "./token-bucket.ts";

/** An agent with the outbox of a day sends thousands at once, but waits for each to be acknowledged. */
const PACKETS: Rate = { burst: 2000, perSecond: 400 };
/** Eight of the largest documents at once, and then one a second. */
const BYTES: Rate = { burst: 4 * 1024 * 1024, perSecond: 512 * 1024 };
/** Asking for a namespace costs a signature or a look-up, and there are four. */
const ATTACHES: Rate = { burst: 16, perSecond: 0.5 };
/** Socket.IO's packet type for it. */
const CONNECT = "0";

export interface Budget {
  readonly packets?: Bucket;
  readonly bytes?: Bucket;
  readonly attaches?: Bucket;
}

export const newBudget: Budget = {};

/** `undefined`: that was too much. */
export function mayPass(budget: Budget, data: unknown, now: number, times = 1): Budget | undefined {
  const counted = afterPacket(budget, sizeOf(data), now, times);
  // Parsing it would be most of the harm. Around a payload there are brackets of its packet.
  if (!counted || (typeof data === "string" && isTextTooDeep(data, MOST_DEPTH + 1)))
    return undefined;
  const isAttach = typeof data === "string" && data.startsWith(CONNECT);
  const attaches = take(scaled(ATTACHES, times), budget.attaches, now, isAttach ? 1 : 0);
  return attaches.waitMs > 0 ? undefined : { ...counted, attaches: attaches.bucket };
}

/** The same for whoever has no namespaces. */
export function afterPacket(
  budget: Budget,
  size: number,
  now: number,
  times = 1,
): Budget | undefined {
  const packets = take(scaled(PACKETS, times), budget.packets, now);
  const bytes = take(scaled(BYTES, times), budget.bytes, now, size);
  if (packets.waitMs > 0 || bytes.waitMs > 0) return undefined;
  return { packets: packets.bucket, bytes: bytes.bucket };
}

function sizeOf(data: unknown): number {
  if (typeof data === "string") return data.length;
  return ArrayBuffer.isView(data) ? data.byteLength : 0;
}
