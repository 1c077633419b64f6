/** Where the command finds the agent that runs with the same data folder; for its owner only, as it holds the page's token. */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const Door = z.object({ port: z.number().int(), token: z.string(), pid: z.number().int() });
export type Door = z.infer<typeof Door>;

export function doorFile(folder: string) {
  const file = join(folder, "status-page.json");
  return {
    write(door: Door): void {
      const next = `${file}.next`;
      rmSync(next, { force: true });
      writeFileSync(next, JSON.stringify(door), { mode: 0o600 });
      renameSync(next, file);
    },
    /** What an agent that was killed has left there leads nowhere. */
    read(): Door | undefined {
      try {
        return Door.safeParse(JSON.parse(readFileSync(file, "utf8"))).data;
      } catch {
        return undefined;
      }
    },
    remove: () => rmSync(file, { force: true }),
  };
}
