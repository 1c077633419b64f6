/** The crowd, and the way to ask it for something. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Order, Report } from "./crowd.ts";

export async function startCrowd() {
  const child = fork(join(import.meta.dirname, "crowd.ts"), {
    execArgv: ["--conditions=@printermaster/source"],
  });
  await heard(child);
  return {
    order: async (order: Order): Promise<Report> => {
      child.send(order);
      const report = await heard(child);
      if (report.failed) throw new Error(`the crowd: ${report.failed}`);
      return report;
    },
    end: async () => {
      if (!child.connected) return;
      child.disconnect();
      await once(child, "exit");
    },
  };
}

async function heard(child: ChildProcess): Promise<Report> {
  const heard = new AbortController();
  const { signal } = heard;
  const gone = once(child, "exit", { signal }).then(() => {
    throw new Error("the crowd's process ended");
  });
  gone.catch(() => {});
  const [report] = (await Promise.race([once(child, "message", { signal }), gone])) as [Report];
  heard.abort();
  return report;
}
