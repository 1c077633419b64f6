/** What goes on, from the moment somebody looks: the newest first, and no more of it than a page can show. */
import { signal } from "@preact/signals";
import type { FlowEvent } from "@printermaster/contracts";
import { get, inWords } from "../session/http.ts";

export interface Shown extends FlowEvent {
  readonly id: number;
}

export type FlowState = "connecting" | "live" | "paused" | "lost";

const MOST_SHOWN = 300;
const AGAIN_AFTER_MS = 2000;

export const flow = signal<readonly Shown[]>([]);
export const flowState = signal<FlowState>("connecting");
export const flowProblem = signal<string | undefined>(undefined);
export const missed = signal(0);

let last = 0;

/** Gives what ends it. */
export function followFlow(): () => void {
  const ended = new AbortController();
  flowState.value = "connecting";
  void (async () => {
    while (!ended.signal.aborted) {
      await listen(ended.signal).catch((error: unknown) => {
        if (!ended.signal.aborted) flowProblem.value = inWords(error);
      });
      if (ended.signal.aborted) return;
      flowState.value = "lost";
      await new Promise((again) => setTimeout(again, AGAIN_AFTER_MS));
    }
  })();
  return () => {
    ended.abort();
    flowState.value = "paused";
  };
}

export function clearFlow(): void {
  flow.value = [];
  missed.value = 0;
}

async function listen(signal: AbortSignal): Promise<void> {
  const response = await get("/v1/admin/socket-logs", signal);
  flowState.value = "live";
  flowProblem.value = undefined;
  let text = "";
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const { events, rest } = eventsIn(text + chunk);
    text = rest;
    for (const { name, data } of events) if (name === "missed") missed.value += Number(data);
    const told = events.filter(({ name }) => name === "flow").map(({ data }) => data);
    if (told.length > 0) show(told.map((data) => JSON.parse(data) as FlowEvent));
  }
}

function show(events: readonly FlowEvent[]): void {
  const numbered = events.map((event) => ({ ...event, id: ++last })).toReversed();
  flow.value = [...numbered, ...flow.value].slice(0, MOST_SHOWN);
}

/** A server-sent stream's events; what is not whole yet is the rest. */
function eventsIn(text: string): {
  events: { name: string; data: string }[];
  rest: string;
} {
  const blocks = text.split("\n\n");
  const rest = blocks.pop() ?? "";
  const events = blocks.flatMap((block) => {
    const [, name] = /^event: (.*)$/m.exec(block) ?? [];
    const [, data] = /^data: (.*)$/m.exec(block) ?? [];
    return name !== undefined && data !== undefined ? [{ name, data }] : [];
  });
  return { events, rest };
}

export interface Wanted {
  readonly text: string;
  readonly over: FlowEvent["over"] | "all";
}

export const isWanted = ({ text, over }: Wanted, event: FlowEvent): boolean =>
  (over === "all" || event.over === over) &&
  [event.name, event.correlationId, event.peer, event.branch, event.outcome, event.gateway].some(
    (part) => part?.toLowerCase().includes(text.trim().toLowerCase()),
  );
