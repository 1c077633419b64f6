/** Appends a second of a bare server with nothing else to do, with enough in flight. */
import type { OpenFloor } from "./floor.ts";

const IN_FLIGHT = 64;

export async function appendCeiling(append: OpenFloor, appends: number): Promise<number> {
  let begun = 0;
  const work = async (): Promise<void> => {
    while (begun++ < appends) await append.once();
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  return (appends * 1000) / (performance.now() - started);
}
