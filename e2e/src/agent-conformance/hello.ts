import { accepted, agentEvents, refused } from "@printermaster/contracts";
import { deepEqual, equal, ok } from "node:assert/strict";
import { eventually, whether } from "./eventually.ts";
import type { Check } from "./stage.ts";

export const helloChecks: Check[] = [
  {
    title: "the handshake names device, company, branch, licence and installation",
    async run({ bridge }) {
      await bridge.connected();
      const { deviceId, companyId, branchId, licenseKey } = bridge.handshake();
      deepEqual(
        { deviceId, companyId, branchId, licenseKey },
        {
          deviceId: "device1",
          companyId: "company1",
          branchId: "branch1",
          licenseKey: "licence-for-conformance",
        },
      );
    },
  },
  {
    title: "the hello comes first and lists every printer and no work",
    async run({ bridge }) {
      const { hello } = await bridge.connected();
      equal(bridge.heard[0]?.[0], agentEvents.hello);
      deepEqual(hello.printers.map(({ printerId }) => printerId).sort(), ["counter", "kitchen"]);
      deepEqual(hello.openWork, []);
    },
  },
  {
    title: "an agent whose hello is refused comes again later",
    async run({ bridge, agent }) {
      let refusals = 0;
      const welcome = bridge.onHello;
      bridge.onHello = () => (refusals++ < 1 ? refused("second-installation") : welcome());
      await bridge.connected(1);
      equal(refusals, 2);
      ok(agent.isRunning);
    },
  },
  {
    title: "spool and installation keep their names over a restart, and the counter never falls",
    async run({ bridge, agent }) {
      const before = (await bridge.connected(1)).hello;
      await agent.end("SIGTERM");
      agent.start();
      const after = (await bridge.connected(2)).hello;
      equal(after.spoolId, before.spoolId);
      equal(after.installationId, before.installationId);
      ok(after.counter >= before.counter);
    },
  },
  {
    title: "a new session begins with each connection, and asking under the old one is refused",
    async run({ bridge }) {
      const first = await bridge.connected(1);
      first.socket.disconnect(true);
      const second = await bridge.connected(2);
      ok(second.session !== first.session);
      deepEqual(
        await bridge.ask("query", { session: first.session, jobId: "nobody" }),
        refused("stale-session"),
      );
      deepEqual(await bridge.ask("query", { jobId: "nobody" }), accepted({ known: false }));
    },
  },
  {
    title: "a superseded agent stops and stays away",
    async run({ bridge, agent }) {
      const { socket } = await bridge.connected();
      socket.emit(agentEvents.superseded);
      await eventually("the agent's end", () => whether(!agent.isRunning));
      ok(agent.exitCode !== 0, "it must not look like a wanted end");
      equal(bridge.connections.length, 1);
    },
  },
];
