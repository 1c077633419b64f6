/** A bug here would look like: a branch whose agents stay out because all of them came at once, or one too many of them in. */
import { setTimeout as wait } from "node:timers/promises";
import type { Answer, BoundDevice } from "@printermaster/contracts";
import { expect, test } from "vitest";
import { bindDevice, type Bindings } from "../src/accounts/app/bind-device.ts";
import { Together } from "../src/accounts/app/together.ts";
import type { Comer } from "../src/accounts/domain/binding.ts";

const now = () => new Date("2026-01-01T00:00:00Z");
const AGENTS = 150;

/** As far away as a broker, and never the same. */
function inMemory() {
  let stored = { devices: [] as readonly BoundDevice[], revision: 0 };
  const bindings: Bindings = {
    async of() {
      await wait(Math.random() * 2);
      return stored;
    },
    async replace(_, devices, revision) {
      await wait(Math.random() * 2);
      if (revision !== stored.revision) return false;
      stored = { devices, revision: revision + 1 };
      return true;
    },
  };
  return { bindings, bound: () => stored.devices.map(({ deviceId }) => deviceId) };
}

const comeAtOnce = (bindings: Bindings, gateways: number, devices: number) => {
  const lines = Array.from({ length: gateways }, () => new Together<Comer, Answer<true>>());
  const agents = Array.from({ length: AGENTS }, (_, n) => `agent${n}`);
  return Promise.all(
    agents.map((deviceId, n) =>
      bindDevice(
        { bindings, binding: lines[n % gateways]!, now },
        { id: "licence", devices },
        { deviceId, installationId: "install1" },
      ),
    ),
  );
};

test.each([1, 3])("all agents of one licence come at once to %d gateways", async (gateways) => {
  const { bindings, bound } = inMemory();
  const answers = await comeAtOnce(bindings, gateways, AGENTS);
  expect(answers.filter(({ ok }) => !ok)).toEqual([]);
  expect(new Set(bound()).size).toBe(AGENTS);
});

test("of more agents than a licence takes, as many are let in as it takes", async () => {
  const { bindings, bound } = inMemory();
  const answers = await comeAtOnce(bindings, 3, AGENTS - 10);
  expect(answers.filter(({ ok }) => ok)).toHaveLength(AGENTS - 10);
  expect(bound()).toHaveLength(AGENTS - 10);
});

test("of two that come at once as one device from two machines, one is let in", async () => {
  const { bindings, bound } = inMemory();
  const deps = { bindings, binding: new Together<Comer, Answer<true>>(), now };
  const answers = await Promise.all(
    ["one", "another"].map((installationId) =>
      bindDevice(deps, { id: "licence", devices: 5 }, { deviceId: "agent", installationId }),
    ),
  );
  expect(answers).toMatchObject([{ ok: true }, { error: { code: "second-installation" } }]);
  expect(bound()).toEqual(["agent"]);
});

test("whose work ends in a fault keeps nobody else waiting", async () => {
  const together = new Together<number, number>();
  const failing = together.do("licence", 1, () => Promise.reject(new Error("away")));
  await expect(failing).rejects.toThrow("away");
  expect(await together.do("licence", 2, async (all) => all)).toBe(2);
});
