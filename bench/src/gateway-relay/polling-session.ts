/** A polling client that costs as little as one can: raw HTTP over a connection that stands. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

const EVENT = '420["floor","a ticket for table four"]';
const [PING, PONG, SEPARATOR] = ["2", "3", "\u001e"];
const ACKNOWLEDGED = '430["a ticket for table four"]';

/** One connection to one gateway. */
export class Wire {
  readonly #socket: Socket;
  #received = "";
  #heard: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      this.#received += chunk;
      this.#heard?.();
    });
  }

  static async to(port: number): Promise<Wire> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    return new Wire(socket);
  }

  async ask(method: "GET" | "POST", query: string, body = ""): Promise<string> {
    const length = method === "POST" ? `Content-Length: ${body.length}\r\n` : "";
    const path = `/socket.io/?EIO=4&transport=polling${query}`;
    this.#socket.write(`${method} ${path} HTTP/1.1\r\nHost: bench\r\n${length}\r\n${body}`);
    for (;;) {
      const answer = this.#take();
      if (answer !== undefined) return answer;
      await new Promise<void>((heard) => (this.#heard = heard));
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(): string | undefined {
    const ended = this.#received.indexOf("\r\n\r\n");
    if (ended < 0) return undefined;
    const head = this.#received.slice(0, ended);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
    const bodyAt = ended + 4;
    if (this.#received.length < bodyAt + length) return undefined;
    if (!head.startsWith("HTTP/1.1 200 ")) throw new Error(head);
    const body = this.#received.slice(bodyAt, bodyAt + length);
    this.#received = this.#received.slice(bodyAt + length);
    return body;
  }
}

/** A session of the gateway at the other end; asking may then go through any wire. */
export async function openSession(wire: Wire): Promise<string> {
  const opened = JSON.parse((await wire.ask("GET", "")).slice(1)) as { sid: string };
  const sid = `&sid=${opened.sid}`;
  await wire.ask("POST", sid, "40");
  await wire.ask("GET", sid);
  return sid;
}

/** An event there and its acknowledgement back: two requests. */
export async function cycle(wire: Wire, sid: string): Promise<void> {
  await wire.ask("POST", sid, EVENT);
  for (;;) {
    const heard = (await wire.ask("GET", sid)).split(SEPARATOR);
    if (heard.includes(PING)) await wire.ask("POST", sid, PONG);
    if (heard.includes(ACKNOWLEDGED)) return;
    if (!heard.includes(PING)) throw new Error(`heard ${heard.join()}`);
  }
}
