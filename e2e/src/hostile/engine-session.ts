/** A connection of the engine's, open, on which anything may be said. */
import type { Socket } from "node:net";
import { answerOn, ENGINE, frame, head, opened, UPGRADE, type Target } from "./wire.ts";

export interface Session {
  readonly socket: Socket;
  readonly send: (...texts: string[]) => void;
  readonly end: () => Promise<void>;
}

/** Until this many bytes are on their way, more are written; then the other side must read first. */
const drained = (socket: Socket): Promise<void> =>
  new Promise((done) => {
    if (socket.destroyed || socket.writableLength === 0) return done();
    socket.once("drain", done);
    socket.once("close", () => done());
  });

export async function openSession(target: Target, path = ENGINE): Promise<Session> {
  const socket = await opened(target);
  socket.write(head(target, "GET", path, ...UPGRADE));
  await heardOf(socket, "sid");
  socket.on("data", () => undefined);
  return {
    socket,
    send: (...texts) => {
      for (const text of texts) if (!socket.destroyed) socket.write(frame(text));
    },
    end: async () => {
      await drained(socket);
      // Answered or cut: what it says next comes after everything before.
      if (!socket.destroyed) socket.write(frame("", { opcode: 9 }));
      await answerOn(socket);
      socket.destroy();
    },
  };
}

/** In the printing namespace, as a signed-in user or whatever the authentication says. */
export async function openAttached(target: Target, auth?: unknown): Promise<Session> {
  const session = await openSession(target);
  session.send(`40/printing-ws,${JSON.stringify(auth ?? { token: target.token })}`);
  await heardOf(session.socket, "/printing-ws");
  return session;
}

const heardOf = (socket: Socket, words: string): Promise<void> =>
  new Promise((done) => {
    let heard = "";
    const hear = (chunk: Buffer) => {
      heard += chunk.toString("latin1");
      if (heard.includes(words)) settle();
    };
    const settle = () => {
      clearTimeout(timer);
      socket.off("data", hear);
      done();
    };
    const timer = setTimeout(settle, 3000);
    socket.on("data", hear);
    socket.once("close", settle);
  });

export interface Polling {
  readonly sid: string;
  readonly path: string;
}

export async function openPolling(target: Target): Promise<Polling> {
  const url = `http://127.0.0.1:${target.port}/socket.io/?EIO=4&transport=polling`;
  const response = await fetch(url, { headers: { "x-forwarded-for": target.stranger() } });
  const [, sid = ""] = /"sid":"([^"]+)"/.exec(await response.text()) ?? [];
  return { sid, path: `/socket.io/?EIO=4&transport=polling&sid=${sid}` };
}
