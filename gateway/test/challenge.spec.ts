/** A bug here would look like: a key that was revoked while its agent was just coming in, and that stayed in. */
import { accepted, connectionClaim, refused } from "@printermaster/contracts";
import { createLog, newSigningKey, signerWith } from "@printermaster/runtime";
import { expect, test } from "vitest";
import { Challenge } from "../src/devices/app/challenge.ts";

const own = newSigningKey();
const stored = {
  id: "device1",
  company: "acme",
  branch: "north",
  publicKey: own.publicKey,
  installationId: "install1",
};
const agent = {
  kind: "agent",
  agentId: "device1",
  company: "acme",
  branch: "north",
  key: { id: "key1", publicKey: own.publicKey, installationId: "install1" },
  installationId: "install1",
} as const;

function challengeBy(revoked: boolean) {
  const challenge = new Challenge(
    {
      memory: { recall: () => Promise.resolve({ ...stored, revoked }) },
      subjects: { publishAlert: () => undefined },
      audience: "here",
      now: () => new Date(),
      log: createLog("gateway", "test", "silent"),
    },
    agent,
  );
  const claim = connectionClaim(challenge.asked, "device1", "install1");
  return { challenge, proof: { signature: signerWith(own.privatePem)(claim) } };
}

test("a device that was revoked between its admission and its proof is not let in", async () => {
  const { challenge, proof } = challengeBy(true);
  expect(await challenge.answer(proof)).toEqual(refused("unauthenticated"));
});

test("a challenge is answered once, also by two answers at the same moment", async () => {
  const { challenge, proof } = challengeBy(false);
  const answers = await Promise.all([challenge.answer(proof), challenge.answer(proof)]);
  expect(answers).toEqual([accepted({}), refused("unauthenticated")]);
});

test("no two challenges ask the same", () => {
  const nonces = Array.from({ length: 100 }, () => challengeBy(false).challenge.asked.nonce);
  expect(new Set(nonces).size).toBe(100);
});
