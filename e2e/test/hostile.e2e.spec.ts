/** A bug here would look like: a gateway that exits, grows, or keeps others waiting because somebody sends it rubbish. */
import { setTimeout as wait } from "node:timers/promises";
import type { Stack } from "@printermaster/infra";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Client } from "../src/client.ts";
import { freshStack } from "../src/fresh-stack.ts";
import { byEngine } from "../src/hostile/by-engine.ts";
import { byHttp } from "../src/hostile/by-http.ts";
import { bySocketIo } from "../src/hostile/by-socketio.ts";
import { byTcp } from "../src/hostile/by-tcp.ts";
import { lookOn, residentMegabytes } from "../src/hostile/onlooker.ts";
import type { Target } from "../src/hostile/wire.ts";
import { until } from "../src/patience.ts";

const kinds = [...byTcp, ...byHttp, ...byEngine, ...bySocketIo];
/** 100000 for the figure of the issue. */
const PACKETS = Number(process.env["PM_HOSTILE_PACKETS"] ?? 10_000);
const ROUNDS = 5;
const LANES = 3;
const QUIET_MS = 5000;
/** An attack is to find the gateway's limits, and not those of a machine that it shares with it. */
const PACKETS_PER_SECOND = Number(process.env["PM_HOSTILE_RATE"] ?? 500);

describe("a gateway among hostile clients", () => {
  let stack: Stack;
  let target: Target;
  let polite: Awaited<ReturnType<typeof lookOn>>;

  beforeAll(async () => {
    stack = await freshStack();
    const [attacker, worker] = [await Client.logIn(stack), await Client.logIn(stack, stack.url, 1)];
    const { id: printerId, branchId: branch } = stack.printers[0]!;
    const [url] = stack.gatewayUrls;
    let strangers = 0;
    target = {
      port: Number(new URL(url!).port),
      token: attacker.token,
      company: stack.demo.company.id,
      branch,
      printerId,
      licenceKey: stack.demo.licences.find(({ branchId }) => branchId === branch)!.key,
      stranger: () => `100.64.${(strangers >> 8) & 255}.${strangers++ & 255}`,
    };
    polite = await lookOn({ url: url!, token: worker.token, branch });
  });
  afterAll(async () => {
    polite?.stop();
    await stack?.stop();
  });

  /** All kinds, some at a time, no faster than they may. */
  const attackOnce = async (times: number): Promise<number> => {
    const [began, waiting] = [performance.now(), [...kinds]];
    let sent = 0;
    const lane = async () => {
      for (let kind = waiting.shift(); kind; kind = waiting.shift()) {
        const count = await kind.attack(target, times);
        sent += count;
        const due = (sent / PACKETS_PER_SECOND) * 1000;
        await wait(Math.max(0, due - (performance.now() - began)));
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return sent;
  };
  const gateway = () => stack.processes().find(({ name }) => name === "gateway-1")!;

  it("knows at least thirty kinds of harm, each by another name", () => {
    expect(new Set(kinds.map(({ title }) => title)).size).toBe(kinds.length);
    expect(kinds.length).toBeGreaterThanOrEqual(30);
  });

  it(
    "neither exits nor grows, and others hardly notice",
    async () => {
      const before = gateway();
      await wait(QUIET_MS);
      await polite.felt();
      await wait(QUIET_MS);
      const quiet = await polite.felt();
      const megabytes: number[] = [];
      let sent = 0;
      for (let round = 0; round < ROUNDS; round++) {
        sent += await attackOnce(Math.ceil(PACKETS / ROUNDS / kinds.length));
        expect(gateway()).toMatchObject({ pid: before.pid, state: "ready" });
        megabytes.push(residentMegabytes(before.pid!));
      }
      const attacked = await polite.felt();
      const figures = {
        kinds: kinds.length,
        sent,
        quiet,
        attacked,
        megabytes: megabytes.map(Math.round),
      };
      // oxlint-disable-next-line no-console -- the figures are what it is run for
      console.log(JSON.stringify(figures));

      expect(sent).toBeGreaterThanOrEqual(PACKETS);
      expect(attacked.failures).toEqual([]);
      expect(attacked.p99).toBeLessThan(Math.max(quiet.p99, 50) * 10);
      // The first round fills caches and pools.
      expect(megabytes.at(-1)! - megabytes[1]!).toBeLessThan(64);
    },
    (PACKETS / 1000) * 10_000 + 120_000,
  );

  it("prints as before when they are gone", async () => {
    const client = await Client.logIn(stack, stack.url, 1);
    const document = { kind: "text", text: "After the storm" };
    const { printerId, branch: branchId } = target;
    const reply = await client.submitByHttp("storm", { printerId, branchId, document });
    expect(reply.status).toBe(201);
    const { jobId } = (reply.body as { job: { jobId: string } }).job;
    await until("paper", async () => (await client.job(jobId)).job.status === "completed");
  });
});
