/** Bytes as no library would send them: over TCP, and behind a WebSocket's handshake. */
import { connect, type Socket } from "node:net";

/** What came back until the other side closed, or fell silent for a while. */
const SILENCE_MS = 25;
const NOTHING_MS = 250;

export interface Target {
  readonly port: number;
  readonly token: string;
  readonly company: string;
  readonly branch: string;
  readonly printerId: string;
  readonly licenceKey: string;
  /** A client address that nobody has used yet. */
  readonly stranger: () => string;
}

export const crlf = (...lines: string[]): string => lines.join("\r\n");

export const opened = ({ port }: Target): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
    socket.on("error", () => undefined);
  });

/** Says it, hears what comes, and hangs up. */
export async function say(target: Target, ...parts: (string | Uint8Array)[]): Promise<string> {
  const socket = await opened(target);
  for (const part of parts) socket.write(part);
  const heard = await answerOn(socket);
  socket.destroy();
  return heard;
}

/** Says it and is gone before anybody could answer. */
export async function sayAndReset(target: Target, text: string): Promise<void> {
  const socket = await opened(target);
  await new Promise<void>((written) => socket.write(text, () => written()));
  socket.resetAndDestroy();
}

export const answerOn = (socket: Socket): Promise<string> =>
  new Promise((settle) => {
    let heard = "";
    const end = () => settle(heard);
    let timer = setTimeout(end, NOTHING_MS);
    socket.on("data", (chunk: Buffer) => {
      heard += chunk.toString("latin1");
      clearTimeout(timer);
      timer = setTimeout(end, SILENCE_MS);
    });
    socket.once("close", () => {
      clearTimeout(timer);
      end();
    });
  });

/** A request's head, from a stranger. */
export const head = (target: Target, method: string, path: string, ...headers: string[]): string =>
  crlf(
    `${method} ${path} HTTP/1.1`,
    "Host: printermaster.test",
    `X-Forwarded-For: ${target.stranger()}`,
    ...headers,
    "",
    "",
  );

export const UPGRADE = [
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
];
export const ENGINE = "/socket.io/?EIO=4&transport=websocket";

export interface FrameOptions {
  readonly opcode?: number;
  readonly fin?: boolean;
  readonly reserved?: number;
  readonly masked?: boolean;
}

export function frame(data: string | Uint8Array, options: FrameOptions = {}): Buffer {
  const { opcode = 1, fin = true, reserved = 0, masked = true } = options;
  const payload = Buffer.from(data as Uint8Array);
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  const mask = masked ? 0x80 : 0;
  const { length } = payload;
  const size =
    length < 126
      ? Buffer.from([mask | length])
      : length < 65_536
        ? Buffer.from([mask | 126, length >> 8, length & 0xff])
        : Buffer.from([mask | 127, 0, 0, 0, 0, ...bytesOf(length)]);
  // A key of zeros leaves the payload as it is.
  const key = masked ? Buffer.alloc(4) : Buffer.alloc(0);
  return Buffer.concat([Buffer.from([first]), size, key, payload]);
}

const bytesOf = (n: number) => [n >>> 24, (n >>> 16) & 0xff, (n >>> 8) & 0xff, n & 0xff];
