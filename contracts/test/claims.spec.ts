/** What is signed, letter by letter: an agent in another language must come to the same text. */
import { expect, it } from "vitest";
import { connectionClaim, pairingClaim, reportClaim, type Outcome } from "../src/index.ts";

const AT = "2026-11-28T10:00:01.000Z";
const claimOf = (outcome: Outcome) =>
  reportClaim("device1", { jobId: "job1", attempt: 2, outcome }, AT);
const head = `printermaster report 1\ndevice1\njob1\n2\n${AT}\n`;

it("a report's claim has its device, job, attempt and time, and then what became of it", () => {
  const paperHash = "a".repeat(64);
  const times = { startedAt: "2026-11-28T10:00:00.000Z", endedAt: "2026-11-28T10:00:00.500Z" };
  expect(claimOf({ result: "completed", proof: "fenced", paperHash, bytes: 412, ...times })).toBe(
    `${head}completed\nfenced\n${paperHash}\n412\n${times.startedAt}\n${times.endedAt}`,
  );
  expect(claimOf({ result: "failed", code: "expired", detail: "too late" })).toBe(
    `${head}failed\nexpired\ntoo late`,
  );
  expect(claimOf({ result: "unconfirmed", cause: "reset by peer" })).toBe(
    `${head}unconfirmed\nreset by peer`,
  );
});

it("a remark is signed as every reader has it, and cannot add a line", () => {
  const raw = claimOf({ result: "failed", code: "expired", detail: "a\nb\0c" });
  expect(raw).toBe(claimOf({ result: "failed", code: "expired", detail: "a b c" }));
  expect(raw).toBe(`${head}failed\nexpired\na b c`);
});

it("a connection's claim has the challenge, the device and its installation", () => {
  const challenge = { audience: "here", nonce: "n".repeat(32), issuedAt: AT };
  expect(connectionClaim(challenge, "device1", "install1")).toBe(
    `printermaster connection 1\nhere\n${challenge.nonce}\n${AT}\ndevice1\ninstall1`,
  );
});

it("a pairing's claim has the code as it was sent, the key and the installation", () => {
  const publicKey = "k".repeat(43);
  expect(pairingClaim({ code: "k7qm-2xr9", publicKey, installationId: "install1" })).toBe(
    `printermaster pairing 1\nk7qm-2xr9\n${publicKey}\ninstall1`,
  );
});
