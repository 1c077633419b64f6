/** The gateway's HTTP API, with its problems as sentences. */
import type { LoggedIn, Problem } from "@printermaster/contracts";
import { refreshNow } from "./refresh.ts";
import { closeSession, openSession, session, sessionExpired } from "./session.ts";

/** `message` is the problem's title, fit to be shown. */
export class HttpProblem extends Error {
  readonly status: number;

  constructor(status: number, title: string) {
    super(title);
    this.status = status;
  }
}

interface Sent {
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export const getJson = async <T>(path: string): Promise<T> => (await (await get(path)).json()) as T;

export const postJson = async <T>(path: string, sent: Sent = {}): Promise<T> =>
  (await (await ask(path, "POST", sent)).json()) as T;

export const remove = (path: string): Promise<Response> => ask(path, "DELETE");

export const get = (path: string, signal?: AbortSignal): Promise<Response> =>
  ask(path, "GET", { signal });

/** A token may run out before a new one was fetched, as on a laptop that slept: then once more, with a new one. */
async function ask(path: string, method: string, sent: Sent = {}): Promise<Response> {
  const token = session.value?.accessToken ?? "";
  try {
    return await askWith(token, path, method, sent);
  } catch (error) {
    if (!isRefusedToken(error)) throw error;
    if (isCurrent(token) && !(await refreshNow())) {
      if (session.value?.refreshToken === undefined) sessionExpired();
      throw error;
    }
    return await askWith(session.value?.accessToken ?? "", path, method, sent);
  }
}

function askWith(token: string, path: string, method: string, sent: Sent) {
  const { headers, body, signal } = sent;
  const json = body === undefined ? {} : { "content-type": "application/json" };
  return answered(path, {
    method,
    ...(signal ? { signal } : {}),
    headers: { ...headers, ...json, authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const isRefusedToken = (error: unknown): boolean =>
  error instanceof HttpProblem && error.status === 401;

export async function logIn(email: string, password: string): Promise<void> {
  const response = await answered("/auth/login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  openSession((await response.json()) as LoggedIn);
}

/** Not waited for: the page is left at once, and the server is told even so. */
export function logOut(): void {
  const { accessToken, refreshToken } = session.value ?? {};
  closeSession();
  if (accessToken === undefined) return;
  void answered("/auth/logout", {
    method: "POST",
    keepalive: true,
    headers: { "content-type": "application/json", authorization: `Bearer ${accessToken}` },
    body: JSON.stringify({ refreshToken }),
  }).catch(() => undefined);
}

export const inWords = (error: unknown): string =>
  error instanceof HttpProblem ? error.message : "This page had a problem of its own.";

async function answered(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, init).catch(() => {
    throw new HttpProblem(0, "The server cannot be reached.");
  });
  if (!response.ok) throw new HttpProblem(response.status, await titleOf(response));
  return response;
}

async function titleOf(response: Response): Promise<string> {
  const problem = (await response.json().catch(() => undefined)) as Partial<Problem> | undefined;
  return problem?.title ?? `The server answered with an error (${response.status}).`;
}

const isCurrent = (token: string): boolean => session.value?.accessToken === token;
