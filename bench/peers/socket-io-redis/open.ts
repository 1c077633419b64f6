/** What the seeds describe: two servers behind a sticky proxy, Redis between them, nothing kept anywhere. */
import { join } from "node:path";
import { startChild, type Child } from "../child.ts";
import type { OpenPeer, PeerGround } from "../peer.ts";
import type { RedisProgram } from "../redis/package.ts";
import { startRedis } from "../redis/server.ts";

const SERVERS = 2;

export async function openSocketIoRedis(
  { folder, printers }: PeerGround,
  program: RedisProgram,
): Promise<OpenPeer> {
  const redis = await startRedis(program, join(folder, "socket-io-redis"));
  const children: Child[] = [];
  const close = async (): Promise<void> => {
    for (const child of children.splice(0).toReversed()) await child.end();
    await redis.stop();
  };
  try {
    for (let server = 0; server < SERVERS; server++)
      children.push(await startChild("socket-io-redis/server.ts", { redisPort: redis.port }));
    const ports = children.map(({ port }) => port);
    const proxy = await startChild("socket-io-redis/sticky-proxy.ts", { ports });
    children.push(proxy);
    const url = `http://127.0.0.1:${proxy.port}`;
    const agent = { url, folder, careful: false, printers };
    children.push(await startChild("branch/agent.ts", agent));
    return { url, processes: [redis, ...children], close };
  } catch (error) {
    await close();
    throw error;
  }
}
