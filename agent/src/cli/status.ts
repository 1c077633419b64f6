import type { AgentStatus } from "../status-page/agent-status.ts";
import { RunningAgent } from "./running-agent.ts";
import { dataFolder } from "./settings.ts";
import { table } from "./table.ts";

export async function status(json: boolean): Promise<void> {
  const agent = RunningAgent.at(dataFolder());
  const told = await agent.status();
  if (json) process.stdout.write(`${JSON.stringify(told, undefined, 2)}\n`);
  else process.stdout.write(inWords(told, agent.url));
}

function inWords({ cloud, load, spool, printers, ...agent }: AgentStatus, page: string): string {
  const stopped = printers.filter(({ state }) => state === "stopped").length;
  return table([
    [
      "agent",
      `${agent.deviceId}, version ${agent.version}, ${agent.paired ? "with a key of its own" : "with a licence"}`,
    ],
    ["page", page],
    [
      "running",
      `for ${Math.round(agent.uptimeSeconds / 60)} min, ${load.memoryMb} MB, ${(load.cpu * 100).toFixed(1)} % of a core`,
    ],
    ["cloud", connection(cloud)],
    ...cloud.endpoints
      .filter(({ current }) => !current)
      .map((one) => ["reserve", `${one.url} ${reserve(one)}`]),
    ["clock", clockOf(cloud)],
    ["printers", `${printers.length}, ${stopped} stopped`],
    [
      "spool",
      `${spool.open} open, ${spool.finished} finished, ${spool.deadLetters} dead letters, ${spool.diskFreeMb} MB free`,
    ],
  ]);
}

function connection({
  connected,
  url,
  transport,
  latencyMs,
  quality,
}: AgentStatus["cloud"]): string {
  if (!connected) return "not connected; it tries again by itself";
  const latency = latencyMs === undefined ? "" : `, ${Math.round(latencyMs)} ms`;
  return `${url} by ${transport}${latency}, quality ${quality}`;
}

const reserve = ({ reachable, latencyMs }: AgentStatus["cloud"]["endpoints"][number]): string =>
  reachable === undefined
    ? "not asked yet"
    : reachable
      ? `${Math.round(latencyMs ?? 0)} ms`
      : "does not answer";

const clockOf = ({ clock }: AgentStatus["cloud"]): string =>
  clock ? `${-clock.offsetMs} ms off the cloud's (± ${clock.uncertainMs} ms)` : "not compared yet";
