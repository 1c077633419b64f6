/** Points of sale on plain WebSockets: who may come in, what they may say, and what they are told. */
import type { Answer, PosConnected } from "@printermaster/contracts";
import type { NatsConnection } from "@nats-io/transport-node";
import type { WebSocket } from "ws";
import { admitPos } from "./accounts/app/admit-pos.ts";
import type { PosPrincipal } from "./domain/principal.ts";
import type { Clients } from "./draining/app/drain.ts";
import { LiveFeed } from "./live/adapters/live-feed.ts";
import { Screens } from "./live/adapters/screens.ts";
import { parseOffset } from "./live/domain/offset.ts";
import { posView } from "./live/domain/view.ts";
import type { Parts } from "./open-parts.ts";
import { listenTo } from "./pos/adapters/listen-to-till.ts";
import { Till } from "./pos/adapters/till.ts";
import { tillEntrance } from "./pos/adapters/till-entrance.ts";
import { Tills } from "./pos/adapters/tills.ts";
import type { UpgradeRoute } from "./sockets/entrance.ts";

export interface ServedTills {
  readonly route: UpgradeRoute;
  readonly tills: Tills;
  readonly clients: Clients;
  readonly stop: () => void;
}

export function serveTills(parts: Parts, nats: NatsConnection): ServedTills {
  const { reader, flow, log, now, newId, guarding } = parts;
  const tills = new Tills(now);
  const feed = new LiveFeed({ nats, reader, view: posView, audience: tills, now, log });
  const screens = new Screens({ feed, audience: tills, flow, log });
  const unwatch = parts.revocations.watch((hits) => tills.close(hits));
  let open = true;

  const welcome = (pos: PosPrincipal, socket: WebSocket, since: string | undefined) => {
    const id = newId();
    const till = new Till(id, pos, socket, listenTo(parts, pos, id), guarding.newGate());
    tills.add(till);
    till.onGone(guarding.clients.opened(pos));
    // One that was let in while its key was being revoked was not there to be closed.
    if (parts.revocations.covers(pos)) return till.close("unauthenticated");
    till.say("connected", greeting(pos, now()));
    void screens.follow(till, resumeOf(till, since));
  };

  const entrance = tillEntrance({
    admit: (tenant, apiKey) => admitTill(parts, tenant, apiKey),
    openTills: (keyId) => tills.ofKey(keyId).length,
    welcome,
    isOpen: () => open,
    newId,
    log,
  });
  return {
    tills,
    clients: tills.clients(() => void (open = false)),
    route: countedByAddress(entrance, parts),
    stop() {
      unwatch();
      feed.stop();
      tills.stop();
    },
  };
}

function resumeOf(till: Till, since: string | undefined) {
  if (since === undefined) return undefined;
  // Those of its key, now and before: a till has no rooms of its own choice.
  const rooms = new Set(till.rooms());
  const offset = parseOffset(since, posView.logs);
  return offset ? { rooms, offset } : "unknown";
}

const countedByAddress = ({ takes, upgrade }: UpgradeRoute, { guarding }: Parts): UpgradeRoute => ({
  takes,
  upgrade(request, socket, head) {
    socket.once("close", guarding.frontDoor.opened(request));
    upgrade(request, socket, head);
  },
});

async function admitTill(
  parts: Parts,
  tenant: string,
  apiKey: string,
): Promise<Answer<PosPrincipal>> {
  const admitted = await admitPos(parts, tenant, apiKey);
  const refused = admitted.ok ? parts.guarding.clients.refusalOf(admitted.value) : undefined;
  return refused ? { ok: false, error: refused } : admitted;
}

const greeting = (pos: PosPrincipal, now: Date): PosConnected => ({
  tenant: pos.tenant,
  company: { id: pos.company, name: pos.companyName },
  branches: [...pos.branches],
  message: `Connected to ${pos.tenant}`,
  timestamp: now.toISOString(),
});
