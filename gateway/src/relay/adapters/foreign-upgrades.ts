/** A WebSocket at our door whose session lives elsewhere: the owner decides, and then frames go through a tunnel. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket, WebSocketServer } from "ws";
import type { Counts } from "../app/counts.ts";
import type { Questions } from "../app/questions.ts";
import { frames, type Tunnel, type Tunnels } from "../app/tunnels.ts";
import type { Quota } from "../domain/quota.ts";
import { headOf } from "./foreign-polls.ts";
import { refuseUpgrade } from "./refuse.ts";
import { UNKNOWN_SESSION } from "./relay-engine.ts";

export interface ForeignUpgradesDeps {
  readonly questions: Questions;
  readonly tunnels: Tunnels;
  readonly newId: () => string;
  readonly quota: Quota;
  readonly counts: Counts;
  readonly addressOf: (request: IncomingMessage) => string;
  /** Without compression, and with the limit of a message. */
  readonly door: WebSocketServer;
  /** How much may wait for a client that reads too slowly. */
  readonly mostBufferedBytes: number;
}

const OWNER_DECIDES_WITHIN_MS = 5000;

export async function relayUpgrade(
  deps: ForeignUpgradesDeps,
  owner: string,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const { questions, tunnels, quota, counts } = deps;
  const address = deps.addressOf(request);
  const release = quota.take(address);
  if (typeof release === "string") {
    counts.tunnelsRefused++;
    return refuseUpgrade(socket, release === "inAll" ? 503 : 429);
  }
  const id = deps.newId();
  const tunnel = tunnels.open(id, owner, release);
  const reply = await questions.ask(id, {
    kind: "upgrade",
    owner,
    request: headOf(request, address),
    body: new Uint8Array(),
    withinMs: OWNER_DECIDES_WITHIN_MS,
  });
  if (typeof reply === "object" && reply.answer.status === 101)
    return join(deps, tunnel, request, socket, head);
  counts.tunnelsRefused++;
  // Without an answer the owner may have opened it all the same.
  tunnel.close();
  refuseUpgrade(socket, 400, UNKNOWN_SESSION.message);
}

function join(
  { door, counts, mostBufferedBytes }: ForeignUpgradesDeps,
  tunnel: Tunnel,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  let opened = false;
  door.handleUpgrade(request, socket, head, (websocket) => {
    opened = true;
    counts.tunnelsDug++;
    const overflowed = () => websocket.bufferedAmount > mostBufferedBytes;
    fromClient(websocket, tunnel);
    tunnel.attach({
      message: ({ type, data }) => {
        websocket.send(data, { binary: type === frames.binary });
        if (!overflowed()) return;
        counts.tunnelsOverflowed++;
        websocket.terminate();
        tunnel.close();
      },
      ended: () => websocket.close(),
    });
  });
  // The client was gone by then, or it was no upgrade: ws has told it so.
  if (!opened) tunnel.close();
}

function fromClient(websocket: WebSocket, tunnel: Tunnel): void {
  // One Buffer each, as it is ws that puts fragments together.
  websocket.on("message", (data: Buffer, isBinary: boolean) =>
    tunnel.send(isBinary ? frames.binary : frames.text, data),
  );
  websocket.on("error", () => {}); // it closes next
  websocket.once("close", () => tunnel.close());
}
