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

type Headings = Readonly<Record<string, string>>;

export const getJson = async <T>(path: string): Promise<T> => (await (await get(path)).json()) as T;

export const postJson = async <T>(path: string, headers: Headings = {}): Promise<T> =>
  (await (await ask(path, "POST", headers)).json()) as T;

export const get = (path: string): Promise<Response> => ask(path, "GET");

/** A token may run out before a new one was fetched, as on a laptop that slept: then once more, with a new one. */
async function ask(path: string, method: string, more: Headings = {}): Promise<Response> {
  const token = session.value?.accessToken ?? "";
  try {
    return await askWith(token, path, method, more);
  } catch (error) {
    if (!isRefusedToken(error)) throw error;
    if (isCurrent(token) && !(await refreshNow())) {
      if (session.value?.refreshToken === undefined) sessionExpired();
      throw error;
    }
    return await askWith(session.value?.accessToken ?? "", path, method, more);
  }
}

const askWith = (token: string, path: string, method: string, more: Headings) =>
  answered(path, { method, headers: { ...more, authorization: `Bearer ${token}` } });

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
