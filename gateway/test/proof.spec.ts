/** A bug here would look like: somebody let in as a device by what that device once signed, or signed for somebody else. */
import { connectionClaim, type AgentChallenge } from "@printermaster/contracts";
import { isSignedBy, newSigningKey, signerWith } from "@printermaster/runtime";
import { expect, it } from "vitest";
import { PROVED_WITHIN_MS, verdictOn } from "../src/devices/domain/proof.ts";

const own = newSigningKey();
const issuedAt = "2026-11-28T10:00:00.000Z";
const asked: AgentChallenge = { audience: "here", nonce: "n".repeat(32), issuedAt };
const agent = {
  agentId: "device1",
  installationId: "install1",
  key: { id: "key1", publicKey: own.publicKey, installationId: "install1" },
};
const soon = Date.parse(issuedAt) + 200;

const signed = (over: Partial<AgentChallenge> = {}, device = "device1", install = "install1") =>
  signerWith(own.privatePem)(connectionClaim({ ...asked, ...over }, device, install));
const verdict = (signature: string, { now = soon, who = agent } = {}) =>
  verdictOn(who, asked, signature, now, isSignedBy);

it("who signs this very challenge with the device's key has proved it", () =>
  expect(verdict(signed())).toBe("proved"));

it.each([
  ["another connection's nonce", signed({ nonce: "m".repeat(32) })],
  ["another gateway's audience", signed({ audience: "elsewhere" })],
  ["another time", signed({ issuedAt: "2026-11-28T09:00:00.000Z" })],
  ["another device", signed({}, "device2")],
  ["another installation", signed({}, "device1", "install2")],
  ["nothing", "A".repeat(86)],
])("a signature for %s proves nothing", (_, signature) =>
  expect(verdict(signature)).toBe("bad-signature"),
);

it("another key's signature proves nothing", () => {
  const text = connectionClaim(asked, "device1", "install1");
  expect(verdict(signerWith(newSigningKey().privatePem)(text))).toBe("bad-signature");
});

it("what comes too late proves nothing", () => {
  const now = Date.parse(issuedAt) + PROVED_WITHIN_MS;
  expect(verdict(signed(), { now })).toBe("proved");
  expect(verdict(signed(), { now: now + 1 })).toBe("late");
});

it("the key on another installation is told apart, but only by who has the key", () => {
  const who = { ...agent, installationId: "install2" };
  expect(verdict(signed({}, "device1", "install2"), { who })).toBe("second-installation");
  expect(verdict(signed({ nonce: "m".repeat(32) }), { who })).toBe("bad-signature");
});
