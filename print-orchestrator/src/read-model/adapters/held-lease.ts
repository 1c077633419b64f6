/** Takes a lease from whoever has it, for work that is short and must not wait for them to leave. */
import type { KV } from "@nats-io/kv";
import { pause } from "@printermaster/runtime";

const RENEW_MS = 400;

/** Its former owner sees at its next renewal that it is lost. What fences both is the projection's position. */
export async function holdingLease<T>(
  kv: KV,
  key: string,
  owner: string,
  work: () => Promise<T>,
): Promise<T> {
  await kv.put(key, owner);
  const done = new AbortController();
  const renewing = renew(kv, key, owner, done.signal);
  try {
    return await work();
  } finally {
    done.abort();
    await renewing;
    await kv.delete(key);
  }
}

async function renew(kv: KV, key: string, owner: string, done: AbortSignal): Promise<void> {
  for (;;) {
    await pause(RENEW_MS, done);
    if (done.aborted) return;
    // One that fails is made up for by the next, well within the two seconds that a lease lasts.
    await kv.put(key, owner).catch(() => undefined);
  }
}
