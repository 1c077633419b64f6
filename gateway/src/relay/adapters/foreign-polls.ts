/** The side of the gateway that a client happens to reach: a poll of a session that lives elsewhere goes there as one request. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RelayedRequest } from "@printermaster/contracts";
import type { Counts } from "../app/counts.ts";
import type { Questions, Reply } from "../app/questions.ts";
import type { Quota } from "../domain/quota.ts";
import { readBody } from "./read-body.ts";
import { refuse } from "./refuse.ts";
import { UNKNOWN_SESSION } from "./relay-engine.ts";

export interface ForeignPollsDeps {
  readonly questions: Questions;
  readonly newId: () => string;
  readonly quota: Quota;
  readonly counts: Counts;
  readonly addressOf: (request: IncomingMessage) => string;
  readonly mostBodyBytes: number;
  readonly answerWithinMs: number;
}

const NOTHING = new Uint8Array();

export async function relayPoll(
  deps: ForeignPollsDeps,
  owner: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { quota, counts } = deps;
  const address = deps.addressOf(request);
  const release = quota.take(address);
  if (typeof release === "string") {
    counts.pollsRefused++;
    return refuse(response, release === "inAll" ? 503 : 429);
  }
  try {
    const reply = await askOwner(deps, owner, headOf(request, address), request, response);
    if (reply) answer(counts, response, reply);
  } finally {
    release();
  }
}

async function askOwner(
  { questions, newId, counts, mostBodyBytes, answerWithinMs }: ForeignPollsDeps,
  owner: string,
  head: RelayedRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Reply | undefined> {
  const body = head.method === "POST" ? await readBody(request, mostBodyBytes) : NOTHING;
  if (body === "too-large") {
    counts.bodiesTooLarge++;
    refuse(response, 413);
  }
  if (typeof body === "string" || response.destroyed) return undefined;
  const id = newId();
  counts.pollsRelayed++;
  response.once("close", () => questions.cancel(id));
  return questions.ask(id, { kind: "poll", owner, request: head, body, withinMs: answerWithinMs });
}

function answer(counts: Counts, response: ServerResponse, reply: Reply): void {
  if (reply === "canceled") {
    counts.pollsCanceled++;
  } else if (typeof reply === "string") {
    counts.pollsUnanswered++;
    refuse(response, 400, UNKNOWN_SESSION);
  } else {
    counts.pollsAnswered++;
    response.writeHead(reply.answer.status, reply.answer.headers);
    response.end(reply.body);
  }
}

/** All that engine.io looks at; credentials stay here. */
const PASSED_ON = ["content-type", "user-agent", "accept-encoding", "origin"] as const;

export function headOf(request: IncomingMessage, address: string): RelayedRequest {
  const headers: Record<string, string> = {};
  for (const name of PASSED_ON) {
    const value = request.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  const method = request.method === "POST" ? "POST" : "GET";
  return { method, url: request.url ?? "/", headers, address };
}
