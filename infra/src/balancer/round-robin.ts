import { connect, type Socket } from "node:net";

export type Target = { host: string; port: number };

/** Opens a connection to the next target; one that refuses is passed over for this time. */
export type Connect = () => Promise<Socket | undefined>;

export function roundRobin(targets: readonly Target[]): Connect {
  let turn = 0;
  return async () => {
    const first = turn++;
    for (let step = 0; step < targets.length; step++) {
      const target = targets[(first + step) % targets.length];
      const socket = target && (await open(target));
      if (socket) return socket;
    }
    return undefined;
  };
}

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
