import { connect, type Socket } from "node:net";
import { type Readiness } from "./readiness.ts";

export type Target = { host: string; port: number };

/** Opens a connection to the next target that is ready; one that refuses is passed over until it says that it is. */
export type Connect = () => Promise<Socket | undefined>;

export function roundRobin(targets: readonly Target[], readiness: Readiness): Connect {
  let turn = 0;
  return async () => {
    const first = turn++;
    for (const target of inTurn(targets, readiness, first)) {
      const socket = await open(target);
      if (socket) return socket;
      readiness.refused(target);
    }
    return undefined;
  };
}

/** When all are down, what was seen of them may be old: then those are tried too. */
function inTurn(targets: readonly Target[], readiness: Readiness, first: number): Target[] {
  const ready = targets.filter((target) => readiness.isReady(target));
  const others = targets.filter((target) => !ready.includes(target));
  return [...rotated(ready, first), ...rotated(others, first)];
}

const rotated = (targets: readonly Target[], by: number): Target[] =>
  targets.map((_, at) => targets[(at + by) % targets.length]!);

function open({ host, port }: Target): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true });
    socket.setTimeout(2_000, () => socket.destroy());
    socket.once("close", () => resolve(undefined));
    socket.once("error", () => resolve(undefined));
    socket.once("connect", () => {
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}
