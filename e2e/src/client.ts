/** A web client as a stranger would write it: HTTP and Socket.IO, nothing of the services' code. */
import {
  clientEvents,
  JobWithTimeline,
  LoggedIn,
  PrintProgress,
  PRINTING_NAMESPACE,
  serverEvents,
  type Answer,
  type Submitted,
} from "@printermaster/contracts";
import type { Stack } from "@printermaster/infra";
import { io, type Socket } from "socket.io-client";

export type Accepted = Submitted & { readonly correlationId: string; readonly traceId: string };

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export class Client {
  readonly progress: PrintProgress[] = [];
  readonly #url: string;
  readonly #token: string;

  get token(): string {
    return this.#token;
  }

  #socket: Socket | undefined;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async logIn(stack: Stack, url = stack.url, user = 0): Promise<Client> {
    const { email, password } = stack.demo.users[user]!;
    const response = await fetch(`${url}/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
    return new Client(url, LoggedIn.parse(await response.json()).accessToken);
  }

  async http(method: string, path: string, body?: unknown, headers: object = {}): Promise<Reply> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const isJson = response.headers.get("content-type")?.includes("json");
    const content = isJson ? await response.json() : await response.text();
    return { status: response.status, headers: response.headers, body: content };
  }

  submitByHttp(key: string, body: unknown, headers: object = {}): Promise<Reply> {
    return this.http("POST", "/v1/jobs", body, { "idempotency-key": key, ...headers });
  }

  async job(jobId: string): Promise<JobWithTimeline> {
    return JobWithTimeline.parse((await this.http("GET", `/v1/jobs/${jobId}`)).body);
  }

  async connect(transports = ["websocket"]): Promise<this> {
    const socket = io(this.#url + PRINTING_NAMESPACE, {
      transports,
      auth: { token: this.#token },
      forceNew: true,
    });
    socket.on(serverEvents.progress, (event) => this.progress.push(PrintProgress.parse(event)));
    this.#socket = socket;
    await new Promise<void>((done, failed) => {
      socket.once("connect", done);
      socket.once("connect_error", failed);
    });
    return this;
  }

  emit(event: string, payload: unknown): Promise<Answer<Accepted>> {
    if (!this.#socket) throw new Error("connect first");
    return this.#socket.timeout(15_000).emitWithAck(event, payload);
  }

  testPrint(payload: object): Promise<Answer<Accepted>> {
    return this.emit(clientEvents.test, payload);
  }

  submit(payload: object): Promise<Answer<Accepted>> {
    return this.emit(clientEvents.submit, payload);
  }

  /** Without an acknowledgement, as careless clients do. */
  emitPlain(event: string, ...payload: unknown[]): void {
    this.#socket?.emit(event, ...payload);
  }

  close(): void {
    this.#socket?.disconnect();
  }
}
