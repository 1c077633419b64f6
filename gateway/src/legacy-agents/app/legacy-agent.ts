/** An agent of the older kind, from its first word on: what the bridge expects of an agent is said and done on its behalf. */
import {
  accepted,
  AGENT_PROTOCOL,
  refused,
  type AgentReport,
  type Answer,
  type OlderPrinter,
} from "@printermaster/contracts";
import { pause } from "@printermaster/runtime";
import { AgentConnection, type BridgeDeps } from "../../bridge/app/agent-connection.ts";
import type { AgentPrincipal } from "../../domain/principal.ts";
import type { Heard } from "../domain/outcomes.ts";
import { named, type Roster } from "../domain/printers.ts";
import type { Now } from "../domain/tests.ts";
import type { LegacyVoice } from "./ports.ts";
import { TestedPrinters } from "./tested-printers.ts";

export interface LegacyIdentity {
  readonly installationId: string;
  readonly appVersion: string;
}

const LAPSE_EVERY_MS = 250;
const AGAIN_AFTER_MS = 1000;

export class LegacyAgent {
  readonly #deps: BridgeDeps;
  readonly #identity: LegacyIdentity;
  readonly #voice: LegacyVoice;
  readonly #connection: AgentConnection;
  readonly #printers: TestedPrinters;
  #roster: Roster = new Map();
  #accounts = 0;
  #telling = false;
  #untold = false;
  #greeted = false;
  #ended = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    deps: BridgeDeps,
    agent: AgentPrincipal,
    identity: LegacyIdentity,
    voice: LegacyVoice,
    now: () => Now,
  ) {
    this.#deps = deps;
    this.#identity = identity;
    this.#voice = voice;
    const report = (told: AgentReport) => void this.#report(told);
    this.#printers = new TestedPrinters({ voice, roster: () => this.#roster, report, now });
    this.#connection = new AgentConnection(deps, agent, {
      ask: async (verb, body) => (this.#ended ? undefined : this.#printers.ask(verb, body)),
      supersede: () => voice.supersede(),
    });
  }

  /** Nobody sees an agent before its session is claimed, so this is repeated for as long as it takes. */
  async begin(): Promise<void> {
    this.#timer = setInterval(() => this.#printers.lapse(), LAPSE_EVERY_MS);
    while (!this.#ended && !this.#greeted) {
      this.#greeted = (await this.#hello()).ok;
      if (!this.#greeted) await pause(AGAIN_AFTER_MS);
    }
    if (this.#ended) return;
    this.#voice.welcome();
    if (this.#untold) this.#tell();
  }

  discovered(said: readonly OlderPrinter[]): Answer<object> {
    const { roster, refused: unnamed } = named(this.#roster, said);
    this.#roster = roster;
    this.#untold = true;
    if (this.#greeted) this.#tell();
    if (unnamed.length === 0) return accepted({});
    const message = `no id of its own: ${unnamed.join(", ")}`;
    return refused("invalid-payload", [{ field: "printerId", message }]);
  }

  tested(heard: Heard): Answer<object> {
    return this.#printers.hear(heard);
  }

  /** What it was given and has not answered is for the next session to find lost. */
  async end(): Promise<void> {
    this.#ended = true;
    clearInterval(this.#timer);
    await this.#connection.end();
  }

  async #hello(): Promise<Answer<unknown>> {
    this.#untold = false;
    try {
      return await this.#connection.hello({
        protocol: AGENT_PROTOCOL,
        ...this.#identity,
        // Each connection forgets what the last one was given, and says so.
        spoolId: this.#deps.newId(),
        counter: 0,
        printers: this.#descriptions(),
        openWork: [],
      });
    } catch (error) {
      this.#deps.log.warn({ event: "legacy-agent", err: error }, "the claim failed");
      return refused("no-answer");
    }
  }

  /** One account at a time; what changes meanwhile is told by the next. */
  #tell(): void {
    if (!this.#telling) void this.#tellAll();
  }

  async #tellAll(): Promise<void> {
    this.#telling = true;
    while (this.#untold && !this.#ended) {
      this.#untold = false;
      const account = { number: ++this.#accounts, printers: this.#descriptions() };
      const answer = await this.#said(() => this.#connection.printers(account));
      if (answer.ok || !answer.error.retryable) continue;
      this.#untold = true;
      await pause(AGAIN_AFTER_MS);
    }
    this.#telling = false;
  }

  /** Until it is acknowledged, as an agent with a spool would; the log asks again for what is lost with the connection. */
  async #report(told: AgentReport): Promise<void> {
    for (;;) {
      const answer = await this.#said(() => this.#connection.report(told));
      if (answer.ok || !answer.error.retryable || this.#ended) return;
      await pause(AGAIN_AFTER_MS);
    }
  }

  async #said(say: () => Promise<Answer<unknown>>): Promise<Answer<unknown>> {
    try {
      return await say();
    } catch (error) {
      this.#deps.log.warn({ event: "legacy-agent", err: error }, "nobody heard it");
      return refused("no-answer");
    }
  }

  #descriptions = () => [...this.#roster.values()].map(({ description }) => description);
}
