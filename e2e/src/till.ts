/** A till as its maker would write it: the WebSocket of its platform, JSON, and coming back with the last offset it was told. */
import type { posClientEvents } from "@printermaster/contracts";
import { until } from "./patience.ts";

export interface Said {
  readonly type: string;
  readonly id?: string;
  readonly offset?: string;
  readonly [field: string]: unknown;
}

const BACK_AFTER_MS = 200;

export class Till {
  readonly said: Said[] = [];
  connections = 0;
  readonly #url: string;
  readonly #apiKey: string;
  #socket: WebSocket | undefined;
  #offset: string | undefined;
  #closed = false;

  constructor(url: string, tenant: string, apiKey: string) {
    this.#url = `${url.replace("http", "ws")}/ws/pos/${tenant}`;
    this.#apiKey = apiKey;
    this.#open();
  }

  ofType(type: string): Said[] {
    return this.said.filter((one) => one.type === type);
  }

  /** Said again until it is answered: with the same id it is the same. */
  async tell(type: keyof typeof posClientEvents, id: string, body: object): Promise<Said> {
    const answer = () => this.said.find((one) => one.id === id);
    return await until(`an answer to ${id}`, () => {
      if (!answer() && this.#socket?.readyState === WebSocket.OPEN)
        this.#socket.send(JSON.stringify({ type, id, ...body }));
      return answer();
    });
  }

  close(): void {
    this.#closed = true;
    this.#socket?.close();
  }

  #open(): void {
    if (this.#closed) return;
    const since = this.#offset === undefined ? "" : `?since=${this.#offset}`;
    const headers = { "X-API-Key": this.#apiKey };
    const socket = new WebSocket(this.#url + since, { headers });
    socket.addEventListener("open", () => this.connections++);
    socket.addEventListener("message", ({ data }) => {
      const said = JSON.parse(String(data)) as Said;
      this.#offset = said.offset ?? this.#offset;
      this.said.push(said);
    });
    socket.addEventListener("close", () => setTimeout(() => this.#open(), BACK_AFTER_MS));
    this.#socket = socket;
  }
}
