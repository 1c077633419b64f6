/** What is really in use. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

export function heapUsed(): number {
  for (let n = 0; n < 4; n++) collect();
  return process.memoryUsage().heapUsed;
}

export const inMB = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
