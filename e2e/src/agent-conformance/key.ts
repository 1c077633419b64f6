import {
  accepted,
  agentEvents,
  connectionClaim,
  JobKnown,
  KeyedHandshake,
  pairingClaim,
  refused,
  reportClaim,
  type AgentReport,
} from "@printermaster/contracts";
import { isSignedBy } from "@printermaster/runtime";
import { deepEqual, equal, ok } from "node:assert/strict";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { eventually, whether } from "./eventually.ts";
import type { PlayedBridge } from "./played-bridge.ts";
import { AUDIENCE, DEVICE } from "./played-cloud.ts";
import { CODE, newJob, type Check } from "./stage.ts";

const keyed = true;

const isSigned = (
  { pairing }: PlayedBridge,
  told: Pick<AgentReport, "jobId" | "attempt" | "outcome" | "signed">,
): boolean => {
  const { at, signature } = told.signed ?? { at: "", signature: "" };
  return isSignedBy(pairing?.publicKey ?? "", reportClaim(DEVICE.deviceId, told, at), signature);
};

export const keyChecks: Check[] = [
  {
    keyed,
    title: "pairing sends the code and a public key, signed with the private one",
    async run({ bridge }) {
      const { pairing } = bridge;
      ok(pairing);
      equal(pairing.code, CODE);
      ok(isSignedBy(pairing.publicKey, pairingClaim(pairing), pairing.signature));
    },
  },
  {
    keyed,
    title: "what nobody else may know lies in files that nobody else can read",
    async run({ folder }) {
      const secret = [];
      for (const name of await readdir(folder)) {
        const file = join(folder, name);
        if (!(await readFile(file, "latin1")).includes("PRIVATE KEY")) continue;
        secret.push(name);
        equal((await stat(file)).mode & 0o077, 0, `${name} can be read by others`);
      }
      equal(secret.length, 1);
    },
  },
  {
    keyed,
    title: "a paired agent proves its key for this connection before its hello",
    async run({ bridge }) {
      const { hello } = await bridge.connected();
      deepEqual(bridge.heard[0]?.slice(0, 2), [agentEvents.prove, agentEvents.hello]);
      const { deviceId, instanceId } = KeyedHandshake.parse(bridge.handshakes[0]);
      equal(deviceId, DEVICE.deviceId);
      equal(instanceId, hello.installationId);
      equal(instanceId, bridge.pairing?.installationId);
      ok(!JSON.stringify(bridge.handshakes).includes("licen"));
      const [{ asked, proof } = {}] = bridge.proofs;
      ok(asked && proof && bridge.pairing);
      const claim = connectionClaim(asked, deviceId, instanceId);
      ok(isSignedBy(bridge.pairing.publicKey, claim, proof.signature));
    },
  },
  {
    keyed,
    title: "it signs for the cloud it was paired with only, and comes again when it is asked right",
    async run({ bridge, agent }) {
      await bridge.connected(1);
      bridge.audience = "another";
      bridge.connections[0]?.socket.disconnect(true);
      await eventually("its next try", () => whether(bridge.handshakes.length > 1));
      await eventually("its third", () => whether(bridge.handshakes.length > 2), 30_000);
      equal(bridge.proofs.length, 1);
      bridge.audience = AUDIENCE;
      await eventually("its hello", () => bridge.connections[1], 30_000);
      ok(agent.isRunning);
    },
  },
  {
    keyed,
    title: "an agent whose proof is refused comes again later",
    async run({ bridge, agent }) {
      let refusals = 0;
      bridge.onProof = () => (refusals++ < 1 ? refused("bad-signature") : accepted({}));
      await bridge.connected(1);
      equal(refusals, 2);
      ok(agent.isRunning);
    },
  },
  {
    keyed,
    title: "its reports are signed, and so is what it tells of an outcome when it is asked",
    async run({ bridge, kitchen }) {
      const [printed, late] = [
        newJob(),
        newJob({ expiresAt: new Date(Date.now() - 1000).toISOString() }),
      ];
      for (const job of [printed, late]) {
        await bridge.ask("job", job);
        ok(isSigned(bridge, await bridge.reportOf(job.jobId)));
      }
      equal(kitchen.countOf(printed.jobId), 1);
      const { jobId } = printed;
      const answer = await bridge.ask("query", { jobId });
      const known = JobKnown.parse(answer.ok && answer.value);
      ok(known.known && known.outcome);
      ok(isSigned(bridge, { ...known, jobId, outcome: known.outcome }));
    },
  },
  {
    keyed,
    title: "it keeps its key over a restart",
    async run({ bridge, agent }) {
      await bridge.connected(1);
      await agent.end("SIGKILL");
      agent.start();
      await bridge.connected(2);
      const { asked, proof } = bridge.proofs[1]!;
      const { publicKey = "", installationId = "" } = bridge.pairing ?? {};
      const claim = connectionClaim(asked, DEVICE.deviceId, installationId);
      ok(isSignedBy(publicKey, claim, proof.signature));
    },
  },
];
