/** The gateway's HTTP API, with its problems as sentences. */
import type { LoggedIn, Problem } from "@printermaster/contracts";
import { openSession, session, sessionExpired } from "./session.ts";

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

export const get = (path: string, signal?: AbortSignal): Promise<Response> =>
  ask(path, "GET", {}, signal);

/** A session that the server no longer takes ends here, whoever asked. */
async function ask(
  path: string,
  method: string,
  more: Headings = {},
  signal?: AbortSignal,
): Promise<Response> {
  const token = session.value?.accessToken ?? "";
  const headers = { ...more, authorization: `Bearer ${token}` };
  try {
    return await answered(path, { method, headers, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (error instanceof HttpProblem && error.status === 401 && isCurrent(token)) sessionExpired();
    throw error;
  }
}

export async function logIn(email: string, password: string): Promise<void> {
  const response = await answered("/auth/login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  openSession((await response.json()) as LoggedIn);
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
