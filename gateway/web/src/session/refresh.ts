/** Keeps the session alive as long as the page is open, also over a laptop's sleep and a database that is away. */
import { effect } from "@preact/signals";
import type { LoggedIn } from "@printermaster/contracts";
import { openSession, session, sessionExpired, type Session } from "./session.ts";

const AGAIN_MS = 5_000;
/** Timers hold 31 bits of milliseconds. */
const LONGEST_MS = 0x7fffffff;

let refreshing: Promise<boolean> | undefined;

/** Whether there is a new token. Whoever asks meanwhile shares the answer: each refresh token is good once. */
export const refreshNow = (): Promise<boolean> =>
  (refreshing ??= refresh().finally(() => (refreshing = undefined)));

async function refresh(): Promise<boolean> {
  const before = session.value;
  if (before?.refreshToken === undefined) return false;
  const response = await fetch("/auth/refresh", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ refreshToken: before.refreshToken }),
  }).catch(() => undefined);
  // Logged out meanwhile, or another tab was faster.
  if (session.value !== before) return session.value !== undefined;
  if (response?.ok) {
    openSession((await response.json()) as LoggedIn);
    const renewed: Renewed = { was: before.refreshToken, now: session.value };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none
    tabs?.postMessage(renewed);
    return true;
  }
  if (response?.status === 401) sessionExpired();
  return false;
}

interface Renewed {
  readonly was: string;
  readonly now: Session | undefined;
}

/** A duplicated tab has the same refresh token: to use it twice would end the session of both. */
const tabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("session") : undefined;
tabs?.addEventListener("message", ({ data }: MessageEvent<Renewed>) => {
  if (data.now && session.value?.refreshToken === data.was) session.value = data.now;
});

effect(() => {
  const current = session.value;
  if (current === undefined) return undefined;
  const left = Math.min(current.expiresAtMs - Date.now(), LONGEST_MS);
  if (current.refreshToken === undefined) return after(left, sessionExpired);
  // At different moments in tabs that share a token, and never late.
  return after(left * (0.5 + Math.random() / 4), () => void keepOn(current));
});

async function keepOn(current: Session): Promise<void> {
  if (await refreshNow()) return;
  const wait = AGAIN_MS * (1 + Math.random());
  if (session.value === current) setTimeout(() => void keepOn(current), wait);
}

function after(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, Math.max(0, ms));
  return () => clearTimeout(timer);
}
