import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BrokerUserName } from "@printermaster/contracts";
import { natsUsers } from "./users.ts";

export type NatsSettings = {
  dataDir: string;
  /** -1 lets the server pick one and write it to a ports file. */
  port: number;
  monitorPort?: number;
  /** Without them everybody may do everything, as tests of single parts want it. */
  users?: NatsPasswords;
};

/** Who comes without one, which only this machine can, is the operator: whoever sits at it may look at everything. */
export type NatsPasswords = (user: BrokerUserName) => string;

/** Writes the server's configuration into its data folder and answers its path. */
export async function writeNatsConfig(settings: NatsSettings): Promise<string> {
  const { dataDir } = settings;
  await mkdir(join(dataDir, "jetstream"), { recursive: true });
  await mkdir(join(dataDir, "ports"), { recursive: true });
  const file = join(dataDir, "nats.conf");
  await writeFile(file, natsConfig(settings), { mode: 0o600 });
  return file;
}

// `sync_interval: always`: a single node that is killed with its machine must not forget what it acknowledged.
export function natsConfig({ dataDir, port, monitorPort, users }: NatsSettings): string {
  const lines = [
    `server_name: printermaster`,
    `host: 127.0.0.1`,
    `port: ${port}`,
    `max_payload: 1MB`,
    `ports_file_dir: ${JSON.stringify(join(dataDir, "ports"))}`,
    `jetstream {`,
    `  store_dir: ${JSON.stringify(join(dataDir, "jetstream"))}`,
    `  sync_interval: always`,
    `}`,
  ];
  if (monitorPort !== undefined) lines.push(`http: "127.0.0.1:${monitorPort}"`);
  if (users)
    lines.push(
      "no_auth_user: operator",
      natsUsers((user) => JSON.stringify(users(user))),
    );
  return lines.join("\n") + "\n";
}
