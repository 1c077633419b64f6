import { DevicePaired, pairingClaim, Problem } from "@printermaster/contracts";
import { newSigningKey, signerWith } from "@printermaster/runtime";
import type { deviceKeyFile } from "./device-key-file.ts";

const LIMIT_MS = 15_000;

/** At the first gateway that answers. Safe to repeat: with the same code the same key is offered. */
export async function pairOver(
  urls: readonly string[],
  file: ReturnType<typeof deviceKeyFile>,
  code: string,
  installationId: string,
): Promise<DevicePaired> {
  const key = file.readPending() ?? newSigningKey();
  // Before anybody is asked: an answer that is lost must not leave a device without its key.
  file.writePending(key);
  const claimed = { code, publicKey: key.publicKey, installationId };
  const signature = signerWith(key.privatePem)(pairingClaim(claimed));
  const response = await firstAnswer(urls, JSON.stringify({ ...claimed, signature }));
  if (!response.ok) throw new Error(await titleOf(response));
  const device = DevicePaired.parse(await response.json());
  file.write({ ...key, device });
  return device;
}

async function firstAnswer(urls: readonly string[], body: string): Promise<Response> {
  let last: unknown;
  for (const url of urls) {
    try {
      return await fetch(`${url.replace(/\/+$/, "")}/v1/devices/pair`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        signal: AbortSignal.timeout(LIMIT_MS),
      });
    } catch (error) {
      last = error;
    }
  }
  throw new Error("no gateway answers", { cause: last });
}

async function titleOf(response: Response): Promise<string> {
  const problem = Problem.safeParse(await response.json().catch(() => undefined));
  if (!problem.success) return `the gateway answered ${response.status}`;
  const { title, code } = problem.data;
  return `${title} (${code})`;
}
