/** TCP to several servers in turn, each of which can be cut off as if its process had been killed: whatever was on the way is lost. */
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export async function startWire(ports: readonly number[]) {
  const open = new Map<number, Set<Socket>>(ports.map((port) => [port, new Set()]));
  const dead = new Set<number>();
  let turn = 0;
  const nextPort = (): number | undefined => {
    const alive = ports.filter((port) => !dead.has(port));
    return alive[turn++ % Math.max(1, alive.length)];
  };
  const server = createServer((near) => {
    const port = nextPort();
    if (port === undefined) return void near.destroy();
    const far = connect(port, "127.0.0.1");
    for (const socket of [near, far]) {
      open.get(port)?.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        open.get(port)?.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    port: (server.address() as AddressInfo).port,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: (port: number) => (open.get(port)?.size ?? 0) / 2,
    /** Cut while it lasts; new connections go to the others. */
    kill(port: number) {
      dead.add(port);
      for (const socket of open.get(port) ?? []) socket.resetAndDestroy();
    },
    revive: (port: number) => dead.delete(port),
    stop: () => {
      for (const port of ports) for (const socket of open.get(port) ?? []) socket.destroy();
      server.close();
    },
  };
}

export type Wire = Awaited<ReturnType<typeof startWire>>;
