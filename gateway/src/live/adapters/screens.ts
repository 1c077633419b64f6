/**
 * Tells people's sockets what is stored in their branches: each event once, in its log's order, from the client's
 * offset on. A socket is either catching up, and then told nothing live, or live; it changes over in one tick.
 */
import { serverEvents, type SyncReady, type SyncRequired } from "@printermaster/contracts";
import { inSpan, type Log } from "@printermaster/runtime";
import type { Flow } from "../../flow/app/flow.ts";
import { tellEmitted } from "../../flow/app/tell-emitted.ts";
import {
  formatOffset,
  positionIn,
  positionOf,
  type LogName,
  type Offset,
} from "../domain/offset.ts";
import { branchOfRoom } from "../domain/rooms.ts";
import type { Emission } from "../domain/view.ts";
import type { Audience, Viewer } from "./audience.ts";
import type { BranchTails } from "./branch-tails.ts";
import { catchUp, type Missed, type Resume } from "./catch-up.ts";
import type { LiveFeed, Listener } from "./live-feed.ts";
import type { News } from "./stored-news.ts";

export interface ScreensDeps {
  readonly feed: LiveFeed;
  readonly audience: Audience;
  readonly flow: Flow;
  readonly log: Log;
}

export class Screens implements Listener {
  readonly #deps: ScreensDeps;
  readonly #live = new Set<string>();

  constructor(deps: ScreensDeps) {
    this.#deps = deps;
    deps.feed.listen(this);
  }

  /** Called when the socket has joined its rooms. */
  async follow(socket: Viewer, resume: Resume | "unknown" | undefined): Promise<void> {
    socket.onGone(() => this.#live.delete(socket.id));
    const { feed, log } = this.#deps;
    const rooms = socket.rooms();
    await Promise.all(rooms.map((room) => feed.opened(room)));
    if (!resume || resume === "unknown") return this.#begin(socket, resume ?? "first");
    try {
      const missed = await catchUp(feed, rooms, resume);
      if (typeof missed === "string") this.#begin(socket, missed);
      else this.#resume(socket, missed);
    } catch (err) {
      log.error({ event: "live-recovery", err }, "what was missed cannot be read");
      this.#begin(socket, "unavailable");
    }
  }

  stored(room: string, log: LogName, sequence: number, news: News): void {
    const { emissions } = news;
    for (const [index, emission] of emissions.entries()) {
      const part = index + 1 < emissions.length ? index + 1 : 0;
      this.#inItsTrace(emission, news.traceparent, () => {
        for (const [key, ids] of this.#audience(room)) {
          const offset = this.#offsetOf(key.split(" "));
          const isLast = sequence === positionOf(offset, log).at;
          this.#tell(ids, emission, isLast ? withPart(offset, log, part) : offset);
          if (this.#deps.flow.watched) this.#show(room, ids.length, emission);
        }
      });
    }
  }

  /** Nobody needs a step afterwards, so nobody's offset moves, and a full pipe may leave it out. */
  step(room: string, { emissions }: News): void {
    const ids = [...this.#audience(room).values()].flat();
    if (ids.length === 0) return;
    for (const { event, body } of emissions) this.#deps.audience.tell(ids, event, body);
  }

  lost(room: string): void {
    for (const id of [...this.#audience(room).values()].flat()) {
      const socket = this.#deps.audience.find(id);
      if (socket) this.#begin(socket, "too-many");
    }
  }

  #begin(socket: Viewer, why: "first" | SyncRequired["reason"]): void {
    if (!socket.isOpen()) return;
    const offset = this.#format(this.#offsetOf(socket.rooms()));
    this.#live.add(socket.id);
    const ready: SyncReady = { recovered: false, replayed: 0 };
    if (why === "first") socket.tell(serverEvents.syncReady, ready, offset);
    else socket.tell(serverEvents.syncRequired, { reason: why } satisfies SyncRequired, offset);
    if (why !== "first") this.#deps.log.info({ event: "live-recovery", why }, "not recovered");
  }

  #resume(socket: Viewer, missed: readonly Missed[]): void {
    if (!socket.isOpen()) return;
    for (const { emission, offset } of missed)
      socket.tell(emission.event, emission.body, this.#format(offset));
    const ready: SyncReady = { recovered: true, replayed: missed.length };
    const offset = this.#format(this.#offsetOf(socket.rooms()));
    socket.tell(serverEvents.syncReady, ready, offset);
    this.#live.add(socket.id);
  }

  /** Live sockets of a room, by the branches they are told of: these have one offset in common. */
  #audience(room: string): Map<string, string[]> {
    const groups = new Map<string, string[]>();
    for (const viewer of this.#deps.audience.inRoom(room)) {
      const { id } = viewer;
      if (!this.#live.has(id)) continue;
      const key = viewer.rooms().join(" ");
      const group = groups.get(key);
      if (group) group.push(id);
      else groups.set(key, [id]);
    }
    return groups;
  }

  #show(room: string, sockets: number, { event, body }: Emission): void {
    const of = branchOfRoom(room);
    if (of) tellEmitted(this.#deps.flow, { ...of, sockets }, event, body);
  }

  #tell(ids: string[], { event, body }: Emission, offset: Offset): void {
    this.#deps.audience.tell(ids, event, body, this.#format(offset));
  }

  #format = (offset: Offset): string => formatOffset(offset, this.#deps.feed.view.logs);

  #offsetOf(rooms: readonly string[]): Offset {
    const branches = rooms.map((room) => this.#deps.feed.branch(room));
    const position = (log: LogName) => positionIn(tailsOf(branches, log));
    return Object.fromEntries(this.#deps.feed.view.logs.map((log) => [log, position(log)]));
  }

  #inItsTrace(emission: Emission, parent: string | undefined, send: () => void): void {
    if (emission.event !== "print:progress" || !emission.terminal) return send();
    const attributes = { "print.job.id": emission.body.jobId, "print.step": emission.body.step };
    const { log } = this.#deps;
    inSpan(`emit ${emission.event}`, { kind: "PRODUCER", parent, attributes }, async () => {
      send();
    }).catch((err: unknown) => log.error({ event: "live", err }, "an event was not told"));
  }
}

const tailsOf = (branches: readonly (BranchTails | undefined)[], log: LogName) =>
  branches.flatMap((branch) => branch?.tails?.[log] ?? []);

const withPart = (offset: Offset, log: LogName, part: number): Offset => ({
  ...offset,
  [log]: { ...positionOf(offset, log), part },
});
