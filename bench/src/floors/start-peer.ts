import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export interface Peer {
  readonly port: number;
  readonly end: () => Promise<void>;
}

/** Resolves when the other process answers. */
export async function startPeer(role: "nats" | "socket" | "tcp", argument = ""): Promise<Peer> {
  const child = fork(join(import.meta.dirname, "peer.ts"), [role, argument], {
    execArgv: ["--conditions=@printermaster/source"],
  });
  const exited = once(child, "exit");
  const early = exited.then(([code]) => {
    throw new Error(`the ${role} peer ended with ${String(code)} before it answered`);
  });
  const [port] = (await Promise.race([once(child, "message"), early])) as [number];
  early.catch(() => {}); // from here on its end is wanted
  return {
    port,
    async end() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
