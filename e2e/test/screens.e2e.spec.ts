/** A bug here would look like: a screen that misses, doubles or reorders what is stored, when processes are killed under it. */
import {
  headers,
  LoggedIn,
  PRINTING_NAMESPACE,
  serverEvents,
  subjects,
  type PrintProgress,
  type SyncReady,
  type SyncRequired,
} from "@printermaster/contracts";
import type { Stack } from "@printermaster/infra";
import { connect, headers as natsHeaders, type NatsConnection } from "@nats-io/transport-node";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshStack } from "../src/fresh-stack.ts";

const SCREENS = 100;
const KILLS = 10;
const AT = "2026-03-01T09:00:00.000Z";

let stack: Stack;
let nats: NatsConnection;
let count = 0;
const screens: Screen[] = [];

interface Screen {
  readonly socket: Socket;
  readonly told: number[];
  readonly required: SyncRequired[];
  ready: number;
  recovered: number;
}

beforeAll(async () => {
  // Nobody works on these jobs: what is stored is only told.
  stack = await freshStack({ gateways: 3, orchestrators: 0, agents: 0 });
  nats = await connect({ servers: stack.natsUrl });
});

afterAll(async () => {
  for (const { socket } of screens) socket.disconnect();
  await nats.close();
  await stack.stop();
});

async function tokenOfOwner(): Promise<string> {
  const { email, password } = stack.demo.users[0]!;
  const body = JSON.stringify({ email, password });
  const init = { method: "POST", headers: { "content-type": "application/json" }, body };
  return LoggedIn.parse(await (await fetch(`${stack.url}/auth/login`, init)).json()).accessToken;
}

function open(token: string): Screen {
  const socket = io(stack.url + PRINTING_NAMESPACE, {
    transports: ["websocket"],
    forceNew: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 500,
    auth: { token },
  });
  const screen: Screen = { socket, told: [], required: [], ready: 0, recovered: 0 };
  socket.on(serverEvents.progress, ({ sequence }: PrintProgress) =>
    screen.told.push(sequence ?? 0),
  );
  socket.on(serverEvents.syncReady, ({ recovered }: SyncReady) => {
    screen.ready++;
    if (recovered) screen.recovered++;
  });
  socket.on(serverEvents.syncRequired, (why: SyncRequired) => screen.required.push(why));
  return screen;
}

async function store(branch: string): Promise<number> {
  const company = stack.demo.company.id;
  const all = natsHeaders();
  all.set(headers.type, "PrintCompleted");
  const state = {
    jobId: `told${++count}`,
    company,
    branch,
    printerId: "printer1",
    class: "receipt",
    title: "Table 4",
    documentKind: "text",
    status: "completed",
    reason: "none",
    attempt: 1,
    correlationId: `told-${count}`,
    submittedBy: { kind: "user", id: "anna", name: "Anna" },
    submittedAt: AT,
    expiresAt: "2026-03-01T09:10:00.000Z",
    updatedAt: AT,
    bodyHash: "none",
  };
  const body = JSON.stringify({ id: `event${count}`, at: AT, data: {}, state });
  const subject = subjects.job(company, branch, state.jobId);
  // The stream's acknowledgement.
  const answer = await nats.request(subject, body, { headers: all, timeout: 5000 });
  return answer.json<{ seq: number }>().seq;
}

/** In every branch, some dozens a second. */
async function storeUntil(stopped: AbortSignal): Promise<number[]> {
  const stored: number[] = [];
  for (; !stopped.aborted; await pause(20))
    stored.push(...(await Promise.all(stack.demo.branches.map(({ id }) => store(id)))));
  return stored.sort((a, b) => a - b);
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

const LONG = { timeout: 240_000 };

test(
  "Screens whose gateways are killed one after another are told everything once",
  LONG,
  async () => {
    const token = await tokenOfOwner();
    for (let index = 0; index < SCREENS; index++) screens.push(open(token));
    await expect
      .poll(() => screens.every(({ ready }) => ready === 1), { timeout: 20_000 })
      .toBe(true);

    const stopped = new AbortController();
    const streaming = storeUntil(stopped.signal);
    for (let kill = 0; kill < KILLS; kill++) {
      await pause(500);
      const name = `gateway-${(kill % 3) + 1}`;
      await stack.kill(name, "SIGKILL");
      const back = () => stack.processes().find((one) => one.name === name)?.state;
      await expect.poll(back, { timeout: 20_000 }).toBe("ready");
    }
    stopped.abort();
    const stored = await streaming;
    for (const { told, required } of screens) {
      await expect.poll(() => told.at(-1), { timeout: 10_000 }).toBe(stored.at(-1));
      expect(required).toEqual([]);
      expect(told).toEqual(stored);
    }
    expect(screens.reduce((sum, { recovered }) => sum + recovered, 0)).toBeGreaterThan(SCREENS);
  },
);
