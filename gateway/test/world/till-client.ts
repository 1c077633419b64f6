/** A till as its maker would write it: plain `ws`, JSON, nothing of ours. */
import { WebSocket, type ClientOptions } from "ws";

export interface Said {
  readonly type: string;
  readonly id?: string;
  readonly offset?: string;
  readonly [field: string]: unknown;
}

export class TillClient {
  readonly said: Said[] = [];
  readonly socket: WebSocket;
  closedWith: number | undefined;

  constructor(url: string, apiKey: string, options: ClientOptions = {}) {
    const headers = { "X-API-Key": apiKey };
    this.socket = new WebSocket(url.replace("http", "ws"), { headers, ...options });
    this.socket.on("message", (data: Buffer) =>
      this.said.push(JSON.parse(data.toString("utf8")) as Said),
    );
    this.socket.on("error", () => undefined);
    this.socket.on("close", (code) => (this.closedWith = code));
  }

  send(message: object | string): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  ofType(type: string): Said[] {
    return this.said.filter((one) => one.type === type);
  }

  answerTo(id: string): Said | undefined {
    return this.said.find((one) => one.id === id);
  }
}

/** What an upgrade is refused with; rejects when it is let in. */
export const refusedUpgrade = (
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: Record<string, unknown>; headers: Record<string, unknown> }> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace("http", "ws"), { headers });
    socket.on("open", () => {
      socket.close();
      reject(new Error("it was let in"));
    });
    socket.on("error", reject);
    socket.on("unexpected-response", (_request, response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
        resolve({ status: response.statusCode ?? 0, body, headers: response.headers });
        socket.terminate();
      });
    });
  });
