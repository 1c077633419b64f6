import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStack, type Stack, type StackOptions } from "@printermaster/infra";

/** The declared stack on free ports and an empty data folder, both gone after `stop`. */
export async function freshStack(options: Partial<StackOptions> = {}): Promise<Stack> {
  const dataDir = await mkdtemp(join(tmpdir(), "printermaster-"));
  const given = { gateways: 1, orchestrators: 1, agents: 1, ...options };
  const stack = await startStack({ ...given, dataDir, ports: { http: 0 } });
  const stop = async () => {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
  };
  return { ...stack, stop };
}
