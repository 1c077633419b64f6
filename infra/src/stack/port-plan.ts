import { freePort, portFrom } from "../ports.ts";

export type PortPlan = (preferred: number) => Promise<number>;

/** Hands out ports, none twice: the preferred one or the next free, or simply any where neighbours run the same stack. */
export function portPlan({ any }: { any: boolean }): PortPlan {
  const given = new Set<number>();
  return async (preferred) => {
    for (let candidate = preferred; ;) {
      const port = any ? await freePort() : await portFrom(candidate);
      if (!given.has(port)) {
        given.add(port);
        return port;
      }
      candidate = port + 1;
    }
  };
}
