/** A bug here would look like: a key that others on the machine can read, or one that is lost with an answer. */
import { connectionClaim, PairDevice, pairingClaim, reportClaim } from "@printermaster/contracts";
import { isSignedBy, newSigningKey } from "@printermaster/runtime";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deviceKeyFile, UnsafeKeyFile } from "../src/adapters/device-key-file.ts";
import { keyed } from "../src/adapters/identity.ts";
import { pairOver } from "../src/adapters/pair-over-http.ts";

const device = { deviceId: "d1", companyId: "acme", branchId: "north", audience: "here" };
const facts = { appVersion: "1", instanceId: "install1" };
let folder: string;
let close: (() => unknown)[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "device-key-"));
  close = [];
});
afterEach(() => {
  for (const one of close) one();
  rmSync(folder, { recursive: true });
});

async function gateway(answer: (request: PairDevice) => [number, object]) {
  const asked: PairDevice[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const pair = PairDevice.parse(body);
      asked.push(pair);
      const [status, said] = answer(pair);
      response.statusCode = status;
      response.end(JSON.stringify(said));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  close.push(() => server.close());
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test("a pairing leaves one key file, for its owner only", async () => {
  const { url, asked } = await gateway(() => [201, device]);
  const file = deviceKeyFile(folder);
  const urls = ["http://127.0.0.1:1", url];
  expect(await pairOver(urls, file, "K7QM-2XR9", "install1")).toEqual(device);
  expect(readdirSync(folder)).toEqual(["device-key.json"]);
  expect(statSync(join(folder, "device-key.json")).mode & 0o777).toBe(0o600);
  const [request] = asked;
  expect(isSignedBy(request!.publicKey, pairingClaim(request!), request!.signature)).toBe(true);
  expect(JSON.stringify(request)).not.toContain("PRIVATE");
  expect(file.read()).toMatchObject({ publicKey: request!.publicKey, device });
});

test("a pairing whose answer was lost offers the same key again", async () => {
  const answers: [number, object][] = [
    [500, {}],
    [201, device],
  ];
  const { url, asked } = await gateway(() => answers.shift()!);
  const file = deviceKeyFile(folder);
  await expect(pairOver([url], file, "K7QM-2XR9", "install1")).rejects.toThrow("500");
  expect(file.read()).toBeUndefined();
  await pairOver([url], file, "K7QM-2XR9", "install1");
  expect(asked[1]).toEqual(asked[0]);
});

test("a refused pairing says why, and leaves an earlier key as it was", async () => {
  const file = deviceKeyFile(folder);
  const earlier = { ...newSigningKey(), device };
  file.write(earlier);
  const problem = { type: "t", title: "This code is wrong.", status: 404, code: "unknown" };
  const { url } = await gateway(() => [404, problem]);
  const pairing = pairOver([url], file, "K7QM-2XR9", "install1");
  await expect(pairing).rejects.toThrow("This code is wrong. (unknown)");
  expect(file.read()).toEqual(earlier);
});

test("a key that others may read is no key any more", () => {
  const file = deviceKeyFile(folder);
  file.write({ ...newSigningKey(), device });
  for (const mode of [0o640, 0o604, 0o620]) {
    chmodSync(join(folder, "device-key.json"), mode);
    expect(() => file.read()).toThrow(UnsafeKeyFile);
  }
});

test("an agent signs for the cloud it was paired with, and for no other", () => {
  const key = { ...newSigningKey(), device };
  const { prove, signReport } = keyed(key, facts, () => 0);
  const asked = { audience: "here", nonce: "n".repeat(32), issuedAt: "2026-11-28T10:00:00.000Z" };
  const claim = connectionClaim(asked, "d1", "install1");
  expect(isSignedBy(key.publicKey, claim, prove!(asked)!.signature)).toBe(true);
  expect(prove!({ ...asked, audience: "elsewhere" })).toBeUndefined();
  const report = {
    jobId: "job1",
    attempt: 1,
    outcome: { result: "unconfirmed", cause: "a\nb" },
  } as const;
  const { at, signature } = signReport(report)!;
  expect(isSignedBy(key.publicKey, reportClaim("d1", report, at), signature)).toBe(true);
});
