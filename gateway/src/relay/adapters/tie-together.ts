/** What comes over the link goes where it belongs; whoever falls silent is given up. */
import type { RelayKind } from "@printermaster/contracts";
import { beganBy } from "../app/exchange-ids.ts";
import type { LinkEars } from "../app/ports.ts";
import { BEAT_EVERY_MS } from "../domain/peers.ts";
import type { Parts } from "./parts.ts";

const NOTHING = new Uint8Array();
/** Whoever has slept this long has beats lying in its socket and must not judge before it has read them. */
const OVERSLEPT_MS = 1000;

/** Gives what undoes it. */
export async function tieTogether(parts: Parts): Promise<() => void> {
  const { peers, link, questions, tunnels, sessions } = parts;
  const now = () => performance.now();
  const lose = (instance: string, why: string) => {
    peers.forget(instance);
    losePeer(parts, instance, why);
  };
  const hearers: Readonly<Record<RelayKind, (id: string, data: Uint8Array) => void>> = {
    poll: (id, data) => (peers.met(beganBy(id), now()), sessions.poll(id, data)),
    upgrade: (id, data) => (peers.met(beganBy(id), now()), sessions.upgrade(id, data)),
    cancel: (id) => sessions.cancel(id),
    release: (id) => sessions.release(id),
    leaving: (id) => sessions.leaving(id),
    answer: (id, data) => questions.hear(id, data),
    beat: (instance) => peers.heard(instance, now()),
    bye: (instance) => lose(instance, "it has given us up"),
    tunnel: (id, data) => {
      if (!tunnels.hear(id, data)) parts.counts.tunnelsTorn++;
    },
  };
  const hearerOf = new Map<string, (id: string, data: Uint8Array) => void>(Object.entries(hearers));
  const ears: LinkEars = {
    told: (kind, id, data) => hearerOf.get(kind)?.(id, data),
    nobodyThere: (id) => {
      lose(questions.nobodyThere(id) ?? id, "nobody is there");
    },
    bye: (instance) => lose(instance, "it said goodbye"),
    cut: () => peers.all().forEach((instance) => lose(instance, "we lost the broker")),
  };
  await link.listen(ears);
  const stopWatching = keepWatch(parts, (instance) => {
    lose(instance, "it is silent");
    // It may only be frozen, and must not go on where it was when it wakes.
    link.send(instance, "bye", link.self, NOTHING);
  });
  return () => (stopWatching(), link.stop());
}

function losePeer(parts: Parts, instance: string, why: string): void {
  const { questions, tunnels, sessions, counts, log } = parts;
  const touched = questions.lose(instance) + tunnels.lose(instance) + sessions.lose(instance);
  if (touched === 0) return;
  counts.peersLost++;
  log.warn({ event: "relay-peer-lost", peer: instance, why, touched }, `lost a gateway: ${why}`);
}

/** Shows those we have something to do with that we live, and gives up who shows nothing. */
function keepWatch({ peers, link, ...parts }: Parts, lose: (instance: string) => void): () => void {
  let looked = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const overslept = now - looked > OVERSLEPT_MS;
    looked = now;
    const busyWith = new Set(peersOf(parts));
    for (const instance of peers.all())
      if (busyWith.has(instance)) link.send(instance, "beat", link.self, NOTHING);
      else peers.forget(instance);
    if (!overslept) peers.silent(now).forEach(lose);
  }, BEAT_EVERY_MS).unref();
  return () => clearInterval(timer);
}

const peersOf = ({ questions, tunnels, sessions }: Pick<Parts, Ends>): string[] => [
  ...questions.owners(),
  ...tunnels.peers(),
  ...sessions.edges(),
];
type Ends = "questions" | "tunnels" | "sessions";
