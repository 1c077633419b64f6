/** Who is logged in, in this tab: it survives a reload and not the tab. */
import { effect, signal } from "@preact/signals";
import type { LoggedIn } from "@printermaster/contracts";

export interface Session extends LoggedIn {
  readonly expiresAtMs: number;
}

const STORED = "printermaster.session";
const SESSION_OVER = "Your session has ended. Please log in again.";

/** Shown above the log-in form: why the person is there again. */
export const farewell = signal<string | undefined>(undefined);
export const session = signal<Session | undefined>(restored());

export function openSession(loggedIn: LoggedIn): void {
  farewell.value = undefined;
  session.value = { ...loggedIn, expiresAtMs: Date.now() + loggedIn.expiresIn * 1000 };
}

export const closeSession = (): void => close(undefined);

/** Whoever notices that the token is worth nothing any more says so here. */
export const sessionExpired = (): void => close(SESSION_OVER);

function close(message: string | undefined): void {
  farewell.value = message;
  session.value = undefined;
}

function restored(): Session | undefined {
  const text = sessionStorage.getItem(STORED);
  if (text === null) return undefined;
  const stored = JSON.parse(text) as Session;
  // What ran out can still be refreshed; if not, the server says so.
  if (stored.expiresAtMs > Date.now() || stored.refreshToken !== undefined) return stored;
  farewell.value = SESSION_OVER;
  return undefined;
}

effect(() => {
  if (session.value === undefined) sessionStorage.removeItem(STORED);
  else sessionStorage.setItem(STORED, JSON.stringify(session.value));
});
