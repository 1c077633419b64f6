import { once } from "node:events";
import { createServer } from "node:net";

// Below the ephemeral range (32768 on Linux), where the kernel hands out ports to clients.
const LOWEST = 20_000;
const HIGHEST = 32_000;

export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (await isFree(port)) return port;
  }
  throw new Error(`found no free port between ${LOWEST} and ${HIGHEST}`);
}

/** The preferred port if nobody has it, else the next ones, else any. */
export async function portFrom(preferred: number): Promise<number> {
  for (let port = preferred; port < preferred + 20; port++) {
    if (await isFree(port)) return port;
  }
  return freePort();
}

/** Nobody listens on it, neither on loopback alone nor on all interfaces. */
export async function isFree(port: number): Promise<boolean> {
  return (await canBind(port, "127.0.0.1")) && (await canBind(port, undefined));
}

async function canBind(port: number, host: string | undefined): Promise<boolean> {
  const server = createServer();
  try {
    const listening = once(server, "listening");
    server.listen({ port, ...(host === undefined ? {} : { host }), exclusive: true });
    await listening;
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
