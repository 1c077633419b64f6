import { availableParallelism, cpus, release, totalmem } from "node:os";
import { resolveNatsServer } from "@printermaster/infra";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly natsServer: string;
}

export async function thisMachine(): Promise<Machine> {
  const { version } = await resolveNatsServer();
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    node: process.versions.node,
    natsServer: version,
  };
}
