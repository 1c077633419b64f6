/** Points of sale on plain WebSockets: who may come in, what they may say, and what they are told. */
import type { PosConnected } from "@printermaster/contracts";
import { inSpan } from "@printermaster/runtime";
import type { NatsConnection } from "@nats-io/transport-node";
import type { WebSocket } from "ws";
import { admitPos } from "./accounts/app/admit-pos.ts";
import { refusalOf } from "./domain/fault.ts";
import type { PosPrincipal } from "./domain/principal.ts";
import type { Clients } from "./draining/app/drain.ts";
import { LiveFeed } from "./live/adapters/live-feed.ts";
import { Screens } from "./live/adapters/screens.ts";
import { parseOffset } from "./live/domain/offset.ts";
import { posView } from "./live/domain/view.ts";
import type { Parts } from "./open-parts.ts";
import { Till, type Listen } from "./pos/adapters/till.ts";
import { tillEntrance } from "./pos/adapters/till-entrance.ts";
import { Tills } from "./pos/adapters/tills.ts";
import { answerTill } from "./pos/app/answer-till.ts";
import type { UpgradeRoute } from "./sockets/entrance.ts";

export interface ServedTills {
  readonly route: UpgradeRoute;
  readonly tills: Tills;
  readonly clients: Clients;
  readonly stop: () => void;
}

export function serveTills(parts: Parts, nats: NatsConnection): ServedTills {
  const { reader, flow, log, now, newId } = parts;
  const tills = new Tills(now);
  const feed = new LiveFeed({ nats, reader, view: posView, audience: tills, now, log });
  const screens = new Screens({ feed, audience: tills, flow, log });
  const unwatch = parts.revocations.watch((hits) => tills.close(hits));
  let open = true;

  const welcome = (pos: PosPrincipal, socket: WebSocket, since: string | undefined) => {
    const till = new Till(newId(), pos, socket, listenTo(parts, pos));
    tills.add(till);
    // One that was let in while its key was being revoked was not there to be closed.
    if (parts.revocations.covers(pos)) return till.close("unauthenticated");
    till.say("connected", greeting(pos, now()));
    // Those of its key, now and before: a till has no rooms of its own choice.
    const rooms = new Set(till.rooms());
    const offset = since === undefined ? undefined : parseOffset(since, posView.logs);
    const resume = since === undefined ? undefined : offset ? { rooms, offset } : "unknown";
    void screens.follow(till, resume);
  };

  return {
    tills,
    clients: tills.clients(() => void (open = false)),
    route: tillEntrance({
      admit: (tenant, apiKey) => admitPos(parts, tenant, apiKey),
      openTills: (keyId) => tills.ofKey(keyId).length,
      welcome,
      isOpen: () => open,
      newId,
      log,
    }),
    stop() {
      unwatch();
      feed.stop();
      tills.stop();
    },
  };
}

/** Always answered, and nothing it does ends the process. */
const listenTo =
  (parts: Parts, pos: PosPrincipal): Listen =>
  (type, message) =>
    parts.inFlight.run(() =>
      inSpan(`pos ${type}`, { kind: "SERVER" }, async (span) => {
        try {
          const answer = await answerTill(parts, pos, type, message);
          if (!answer.ok) span.setAttribute("print.refused", answer.error.code);
          return answer;
        } catch (err) {
          parts.log.error({ event: "till-message", type, err }, `${type} failed`);
          return { ok: false, error: refusalOf(err) };
        }
      }),
    );

const greeting = (pos: PosPrincipal, now: Date): PosConnected => ({
  tenant: pos.tenant,
  company: { id: pos.company, name: pos.companyName },
  branches: [...pos.branches],
  message: `Connected to ${pos.tenant}`,
  timestamp: now.toISOString(),
});
