import { join } from "node:path";
import { type BrokerUserName } from "@printermaster/contracts";
import { guardArgs } from "../guarded.ts";
import { writeNatsConfig, type NatsPasswords } from "../nats/config.ts";
import { resolveNatsServer } from "../nats/resolve.ts";
import { natsGreets } from "../nats/server.ts";
import { prepareCluster } from "../postgres/cluster.ts";
import { postgresAnswers } from "../postgres/server.ts";
import { secret } from "../secrets.ts";
import { type ProcessSpec } from "../supervisor/spec.ts";
import { type StackOptions } from "./options.ts";
import { type Plan } from "./plan.ts";

export type Server = { url: string; spec?: ProcessSpec };
export type Broker = { urlOf: (user: BrokerUserName) => string; spec?: ProcessSpec };

/** The broker: somebody else's if one is named, and then all sign in alike; else one of our own. */
export async function natsServer(options: StackOptions, plan: Plan): Promise<Broker> {
  const named = options.natsUrl ?? process.env["NATS_URL"];
  if (named) return { urlOf: () => named };
  const { path } = await resolveNatsServer();
  const dataDir = join(options.dataDir, "nats");
  const users: NatsPasswords = (user) => secret(options.dataDir, `nats-${user}`);
  const config = await writeNatsConfig({ dataDir, port: plan.natsPort, users });
  return {
    urlOf: (user) => `nats://${user}:${users(user)}@127.0.0.1:${plan.natsPort}`,
    spec: {
      name: "nats",
      command: process.execPath,
      args: guardArgs("SIGTERM", path, ["-c", config]),
      env: {},
      ready: () => natsGreets(plan.natsPort),
    },
  };
}

/** The database: somebody else's if one is named, else one of our own. */
export async function postgresServer(options: StackOptions, plan: Plan): Promise<Server> {
  const named = options.databaseUrl ?? process.env["DATABASE_URL"];
  if (named) return { url: named };
  const cluster = await prepareCluster(options.dataDir);
  const [command, args] = cluster.server(plan.postgresPort, { durable: true });
  return {
    url: cluster.url(plan.postgresPort),
    spec: {
      name: "postgres",
      command: process.execPath,
      args: guardArgs("SIGINT", command, args),
      env: {},
      ready: () => postgresAnswers(plan.postgresPort),
    },
  };
}
