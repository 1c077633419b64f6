import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endGuarded, spawnGuarded, type Guarded } from "../guarded.ts";
import { freePort } from "../ports.ts";
import { until } from "../until.ts";
import { prepareCluster, type Cluster } from "./cluster.ts";

export type RunningPostgres = { url: string; pid: number; stop(): Promise<void> };

const ATTEMPTS = 3;

/** A PostgreSQL of one's own on a free port; without a data folder it uses one that `stop` deletes. */
export async function startPostgres(options: { dataDir?: string } = {}): Promise<RunningPostgres> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "pm-postgres-")));
  const durable = options.dataDir !== undefined;
  const cluster = await prepareCluster(dataDir);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const server = await launch(cluster.server(port, { durable }), dataDir);
    const stop = async (): Promise<void> => {
      await endGuarded(server);
      if (!durable) await rm(dataDir, { recursive: true, force: true });
    };
    try {
      await until(() => ready(server, port), { within: 20_000, what: "PostgreSQL answering" });
      return { url: cluster.url(port), pid: await server.pid, stop };
    } catch (error) {
      await endGuarded(server);
      const said = await readFile(join(dataDir, "postgres.log"), "utf8");
      // Somebody may have taken the port since we looked.
      const again = attempt < ATTEMPTS && /could not bind|already in use/.test(said);
      if (!again)
        throw new Error(`PostgreSQL did not start:\n${said.slice(-2_000)}`, { cause: error });
    }
  }
}

/** Whether a PostgreSQL on this port asks for a password, which it does only when it takes connections. */
export function postgresAnswers(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" }, () => socket.write(startupMessage()));
    const end = (answer: true | undefined): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => end(undefined));
    socket.once("error", () => end(undefined));
    socket.once("close", () => end(undefined));
    socket.once("data", (data) => end(data.toString("latin1", 0, 1) === "R" || undefined));
  });
}

async function launch(
  [command, args]: ReturnType<Cluster["server"]>,
  dataDir: string,
): Promise<Guarded> {
  const log = await open(join(dataDir, "postgres.log"), "w");
  try {
    // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client to leave.
    return spawnGuarded(command, args, { signal: "SIGINT", stdout: log.fd });
  } finally {
    await log.close();
  }
}

async function ready({ guard }: Guarded, port: number): Promise<true | undefined> {
  if (guard.exitCode !== null || guard.signalCode !== null) throw new Error("PostgreSQL ended");
  return postgresAnswers(port);
}

// Length, protocol 3.0, then the parameters: https://www.postgresql.org/docs/current/protocol-message-formats.html
function startupMessage(): Buffer {
  const parameters = Buffer.from("user\0postgres\0database\0postgres\0\0");
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + parameters.length, 0);
  head.writeInt32BE(196_608, 4);
  return Buffer.concat([head, parameters]);
}
