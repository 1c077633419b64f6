/**
 * The connection to whichever gateway is there: several addresses and transports in turn, ready after its hello. When its
 * gateway is about to stop, it says hello to another one before it leaves.
 */
import { agentAnswers, agentEvents, serverEvents, ServerDraining } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import type { Transport } from "../domain/ways.ts";
import { BridgeLeg } from "./bridge-leg.ts";
import { Endpoints } from "./endpoints.ts";
import type { Identity } from "./identity.ts";
import { dropped, type LinkEnds } from "./link-ends.ts";
import { LossCount } from "./loss-count.ts";
import { Route } from "./route.ts";

const HELLO_LIMIT_MS = 10_000;
/** So long a hello that was never answered may still be claimed, and take over from a later one of our own. */
const LOST_HELLO_MS = 30_000;
const OWN_EVENTS = ["connect_error", "disconnect", agentEvents.superseded, serverEvents.draining];

export class BridgeLink {
  readonly losses = new LossCount();
  readonly endpoints: Endpoints;
  readonly #route: Route;
  readonly #identity: Identity;
  readonly #log: Log;
  #leg: BridgeLeg | undefined;
  /** Where we are moving to. */
  #next: BridgeLeg | undefined;
  #session: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #helloLostAt = -Infinity;

  constructor(urls: readonly string[], identity: Identity, log: Log) {
    this.endpoints = new Endpoints(urls);
    this.#route = new Route(this.endpoints);
    this.#identity = identity;
    this.#log = log;
  }

  readonly ready = (): boolean => this.#session !== undefined;
  /** What carries us now; nobody hears what is said while there is none. */
  readonly standing = (): BridgeLeg | undefined => (this.ready() ? this.#leg : undefined);
  readonly transport = (): Transport => this.#leg?.transport() ?? this.#route.preferred;

  /** Where it stands, once it does. */
  readonly url = (): string | undefined => this.standing()?.way.url;

  start(ends: LinkEnds): void {
    void this.endpoints.firstLook().then(() => this.#connect(ends));
    void this.endpoints.watch();
  }

  stop(): void {
    this.#stopped = true;
    this.endpoints.stop();
    clearTimeout(this.#timer);
    this.#dropAll();
  }

  #connect(ends: LinkEnds): void {
    if (!this.#stopped) this.#leg = this.#open(ends, false);
  }

  #open(ends: LinkEnds, isMove: boolean): BridgeLeg {
    const leg = new BridgeLeg(this.#route.next(), this.#identity, isMove);
    const { socket } = leg;
    leg.whenLetIn(
      () => this.#greet(leg, ends),
      (why) => this.#lost(leg, ends, why, true),
    );
    socket.on("connect_error", ({ message }) => this.#lost(leg, ends, message, !socket.active));
    socket.on("disconnect", (reason) => this.#lost(leg, ends, reason, false));
    socket.on(agentEvents.superseded, () => this.#superseded(leg, ends));
    socket.on(serverEvents.draining, (notice: unknown) => {
      leg.movesWithinMs = ServerDraining.safeParse(notice).data?.withinMs ?? 0;
      this.#moveInTime(ends);
    });
    leg.serve(ends.desk, () => (leg === this.#leg ? this.#session : undefined), this.#log);
    return leg;
  }

  #greet(leg: BridgeLeg, ends: LinkEnds): void {
    // From here on nothing more is said in an older session: what it told of the spool would be news to this hello.
    this.#session = undefined;
    leg.isGreeting = true;
    const saidAt = performance.now();
    // With a callback, for a job may follow in the same tick and must find the session known.
    const hear = (error: Error | null, raw: unknown) => {
      if (leg !== this.#leg && leg !== this.#next) return;
      leg.isGreeting = false;
      const answer = agentAnswers.hello.safeParse(raw).data;
      if (error || !answer) return this.#helloLost(ends);
      if (!answer.ok) return this.#again(ends, `the hello was refused: ${answer.error.code}`, true);
      if (!dropped(ends, answer.value.drop, this.#log))
        return this.#again(ends, "the spool took nothing", true);
      this.#stand(leg, answer.value.session);
      ends.onReady(answer.value.serverTime, performance.now() - saidAt);
      this.#moveInTime(ends);
    };
    leg.socket.timeout(HELLO_LIMIT_MS).emit(agentEvents.hello, ends.hello(), hear);
  }

  #stand(leg: BridgeLeg, session: string): void {
    const before = leg === this.#next ? this.#leg : undefined;
    this.#leg = leg;
    this.#next = undefined;
    this.#session = session;
    void before?.retire(OWN_EVENTS);
    const { url } = leg.way;
    const transport = leg.transport();
    this.#route.stands(url, transport);
    const about = { session, url, transport, moved: leg.isMove };
    this.#log.info({ event: "connected", ...about }, "hello accepted");
  }

  /** Others of the same gateway have heard it too: each leaves at a moment of its own. */
  #moveInTime(ends: LinkEnds): void {
    const withinMs = this.#leg?.movesWithinMs;
    if (withinMs === undefined || !this.ready() || this.#next) return;
    this.#inTime(withinMs * Math.random(), () => this.#move(ends));
  }

  #move(ends: LinkEnds): void {
    if (!this.ready() || this.#next) return;
    this.#route.leave(this.#leg?.way.url);
    this.#next = this.#open(ends, true);
  }

  #lost(leg: BridgeLeg, ends: LinkEnds, why: string, refused: boolean): void {
    if (leg === this.#next && !leg.isGreeting && this.ready()) return this.#moveAgain(ends, why);
    if (leg === this.#leg && this.#next) return this.#standOnNext();
    if (leg !== this.#leg && leg !== this.#next) return;
    if (leg.isGreeting) this.#helloLostAt = performance.now();
    this.#again(ends, why, refused);
  }

  /** There is no hurry: the old connection still carries us. */
  #moveAgain(ends: LinkEnds, why: string): void {
    this.#next?.drop();
    this.#next = undefined;
    this.#route.failed();
    const waitMs = this.#route.waitMs(false);
    this.#log.info({ event: "move-failed", why, waitMs }, "stays for now");
    this.#inTime(waitMs, () => {
      if (this.ready()) this.#next = this.#open(ends, true);
    });
  }

  #standOnNext(): void {
    this.#leg?.drop();
    this.#leg = this.#next;
    this.#next = undefined;
    this.#session = undefined;
  }

  #helloLost(ends: LinkEnds): void {
    this.#helloLostAt = performance.now();
    this.#again(ends, "the hello was not answered", false);
  }

  #again(ends: LinkEnds, why: string, refused: boolean): void {
    if (this.#stopped) return;
    if (this.ready()) this.losses.lost();
    const lostUrl = this.url();
    if (lostUrl === undefined) this.#route.failed();
    else this.#route.lost(lostUrl, this.transport());
    this.#dropAll();
    const waitMs = Math.round(this.#route.waitMs(refused));
    this.#log.warn({ event: "disconnected", why, waitMs }, "will connect again");
    this.#inTime(waitMs, () => this.#connect(ends));
  }

  /** Our own next connection takes over from this one: that is no reason to give way. */
  #superseded(leg: BridgeLeg, ends: LinkEnds): void {
    if (leg !== this.#leg) return;
    if (this.#next) return this.#standOnNext();
    const isOwn = performance.now() - this.#helloLostAt < LOST_HELLO_MS;
    if (isOwn) return this.#again(ends, "a hello of ours came late", false);
    this.#log.error({ event: "superseded" }, "another connection of this agent took over");
    this.stop();
    ends.onSuperseded();
  }

  #inTime(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, ms);
  }

  #dropAll(): void {
    this.#session = undefined;
    for (const leg of [this.#leg, this.#next]) leg?.drop();
    this.#leg = this.#next = undefined;
  }
}
