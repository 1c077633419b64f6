/** A queue in Redis, as one builds it with BullMQ, and an agent as careful as ours. */
import { join } from "node:path";
import { mkdir } from "node:fs/promises";
import { startChild, type Child } from "../child.ts";
import type { OpenPeer, PeerGround } from "../peer.ts";
import { startRedis, type RunningRedis } from "../redis/server.ts";
import type { RedisProgram } from "../redis/package.ts";

/** The same processes twice, for only the time of the fsync differs. */
export async function openBullmq(
  { folder, printers }: PeerGround,
  program: RedisProgram,
): Promise<Record<"bullmq-always" | "bullmq-everysec", OpenPeer>> {
  const own = join(folder, "bullmq");
  await mkdir(own, { recursive: true });
  const redis = await startRedis(program, own);
  const children: Child[] = [];
  const close = () => closeAll(redis, children);
  try {
    const settings = { redisPort: redis.port };
    const api = await startChild("bullmq/api.ts", settings);
    children.push(api);
    const worker = await startChild("bullmq/worker.ts", settings);
    children.push(worker);
    const url = `http://127.0.0.1:${worker.port}`;
    const agent = { url, folder: own, careful: true, printers };
    children.push(await startChild("branch/agent.ts", agent));
    const peer = {
      url: `http://127.0.0.1:${api.port}`,
      processes: [redis, ...children],
    };
    return {
      "bullmq-always": { ...peer, prepare: () => redis.fsync("always"), close },
      "bullmq-everysec": { ...peer, prepare: () => redis.fsync("everysec"), close },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function closeAll(redis: RunningRedis, children: Child[]): Promise<void> {
  for (const child of children.splice(0).toReversed()) await child.end();
  await redis.stop();
}
