import type { Stack } from "@printermaster/infra";
import { foreignClientChecks } from "./foreign-clients.ts";
import { oldAgentChecks } from "./old-agent.ts";
import { oldWebClientChecks } from "./old-web-client.ts";
import { plainTillChecks } from "./plain-till.ts";
import { Stage, type Check } from "./stage.ts";

const checks: Readonly<Record<string, readonly Check[]>> = {
  "old web client": oldWebClientChecks,
  "old desktop agent": oldAgentChecks,
  "client of another year": foreignClientChecks,
  till: plainTillChecks,
};

/** What a stack needs that is to be checked: room for all the agents, and for clients of socket.io 2. */
export const CHECKED = { seats: 10, env: { PM_ALLOW_EIO3: "true" } };

/** Returns the titles of the points that the server failed. */
export async function checkServer(stack: Stack, tell: (line: string) => void): Promise<string[]> {
  const failed: string[] = [];
  const all = Object.entries(checks).flatMap(([who, list]) =>
    list.map(({ title, run }) => ({ title: `${who}: ${title}`, run })),
  );
  for (const { title, run } of all) {
    const stage = await Stage.open(stack);
    const error = await run(stage).then(() => undefined, String);
    stage.close();
    tell(error === undefined ? `ok      ${title}` : `FAILED  ${title}\n${error}`);
    if (error !== undefined) failed.push(title);
  }
  tell(`${all.length - failed.length} of ${all.length} points hold`);
  return failed;
}
