/** A signed-in user as a stranger's program would be one: HTTP, a socket that comes back by itself, and patience. */
import {
  LoggedIn,
  PRINTING_NAMESPACE,
  PrintProgress,
  serverEvents,
  type SyncReady,
} from "@printermaster/contracts";
import { io, type Socket } from "socket.io-client";

export interface User {
  readonly email: string;
  readonly password: string;
  /** If it has one, it asks with this; it hears as a user all the same. */
  readonly apiKey?: string;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

const ANSWER_WITHIN_MS = 5000;

export class Session {
  readonly #url: string;
  readonly #user: User;
  #token: Promise<string> | undefined;
  #socket: Socket | undefined;

  constructor(url: string, user: User) {
    this.#url = url;
    this.#user = user;
  }

  /** Throws when there is no answer in time, or none that can be read. */
  async http(method: string, path: string, body?: unknown, headers: object = {}): Promise<Reply> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        ...(await this.#credential()),
        "content-type": "application/json",
        ...headers,
      },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.status === 401) this.#token = undefined;
    return { status: response.status, body: await response.json() };
  }

  /** `onGap`: it is connected, and something may have been told before that is not told again. */
  hear(onProgress: (progress: PrintProgress) => void, onGap: () => void): void {
    this.#socket = io(this.#url + PRINTING_NAMESPACE, {
      transports: ["websocket"],
      auth: (give) =>
        void this.#signedIn().then(
          (token) => give({ token }),
          () => give({}),
        ),
      reconnectionDelay: 200,
      reconnectionDelayMax: 1000,
      timeout: ANSWER_WITHIN_MS,
    });
    // Refused, a socket does not come back by itself.
    this.#socket.on("connect_error", () => {
      this.#token = undefined;
      if (!this.#socket?.active) setTimeout(() => this.#socket?.connect(), 1000);
    });
    this.#socket.on(serverEvents.syncReady, ({ recovered }: SyncReady) => {
      if (!recovered) onGap();
    });
    this.#socket.on(serverEvents.syncRequired, onGap);
    this.#socket.on(serverEvents.progress, (event) => onProgress(PrintProgress.parse(event)));
  }

  close(): void {
    this.#socket?.disconnect();
  }

  async #credential(): Promise<Record<string, string>> {
    const { apiKey } = this.#user;
    return apiKey ? { "x-api-key": apiKey } : { authorization: `Bearer ${await this.#signedIn()}` };
  }

  #signedIn(): Promise<string> {
    if (this.#token) return this.#token;
    const token = this.#signIn();
    this.#token = token;
    token.catch(() => {
      if (this.#token === token) this.#token = undefined;
    });
    return token;
  }

  async #signIn(): Promise<string> {
    const response = await fetch(`${this.#url}/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(this.#user),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    return LoggedIn.parse(await response.json()).accessToken;
  }
}
