/** A bug here would look like: a machine with a small disk on which nothing starts, or starts only once. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { DOCUMENTS, PRINT_LOG, streams } from "@printermaster/contracts";
import { resolveNatsServer } from "@printermaster/infra";
import { connectNats } from "@printermaster/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createStreams } from "../src/streams/create-streams.ts";
import { log } from "./broker.ts";

const GB = 1024 ** 3;

describe("creating the streams", () => {
  let folder: string;
  let server: ChildProcess | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "pm-streams-"));
  });
  afterEach(async () => {
    await end();
    await rm(folder, { recursive: true, force: true });
  });

  async function end() {
    if (!server) return;
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
    server = undefined;
  }

  /** What a server with this much disk makes of the declarations, the second time as the first. */
  async function sizesOn(gigabytes: number) {
    await end();
    const port = await freePort();
    const config = join(folder, "nats.conf");
    const jetstream = `jetstream { store_dir: "${folder}", max_file_store: ${gigabytes * GB} }`;
    await writeFile(config, `host: 127.0.0.1\nport: ${port}\n${jetstream}\n`);
    const { path } = await resolveNatsServer();
    server = spawn(path, ["-c", config], { stdio: "ignore" });
    const connection = await connectNats(`nats://127.0.0.1:${port}`, "test", log);
    await createStreams(connection, 1);
    await createStreams(connection, 1);
    const manager = await jetstreamManager(connection);
    const infos = await Promise.all(
      [PRINT_LOG, DOCUMENTS].map((name) => manager.streams.info(name)),
    );
    await connection.close();
    return infos.map(({ config: { max_bytes } }) => max_bytes);
  }

  it("gives the log the size that is declared, and no other stream a limit", async () => {
    expect(await sizesOn(100)).toEqual([8 * GB, -1]);
    expect(streams.filter(({ maxBytes }) => maxBytes > 0).map(({ name }) => name)).toEqual([
      PRINT_LOG,
    ]);
  });

  it("gives it what a small disk has, and more when the disk has grown", async () => {
    expect(await sizesOn(3)).toEqual([2 * GB, -1]);
    expect(await sizesOn(20)).toEqual([8 * GB, -1]);
  });

  it("leaves the log as it is on a disk that has less left than it once promised", async () => {
    expect(await sizesOn(20)).toEqual([8 * GB, -1]);
    expect(await sizesOn(1)).toEqual([8 * GB, -1]);
  });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}
