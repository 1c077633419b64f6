import { helloChecks } from "./hello.ts";
import { jobChecks } from "./job.ts";
import { keyChecks } from "./key.ts";
import { printerChecks } from "./printers.ts";
import { queryChecks } from "./query.ts";
import { reconnectChecks } from "./reconnect.ts";
import { reportChecks } from "./report.ts";
import { revokeChecks } from "./revoke.ts";
import { spanChecks } from "./spans.ts";
import { onStage, type Check } from "./stage.ts";

const checks: Record<string, readonly Check[]> = {
  hello: helloChecks,
  job: jobChecks,
  query: queryChecks,
  revoke: revokeChecks,
  report: reportChecks,
  printers: printerChecks,
  reconnect: reconnectChecks,
  spans: spanChecks,
  key: keyChecks,
};

export interface Examination {
  readonly command: readonly string[];
  readonly port: number;
  /** Only the points whose title has this text. */
  readonly only?: string;
  /** It cannot be paired: the points about its key are left out. */
  readonly licenceOnly?: boolean;
  readonly tell: (line: string) => void;
}

/** An agent mostly waits, so two are examined at a time. */
const EXAMINERS = 2;

/** Returns the titles of the points that the agent failed. With a port, the one after it is used too. */
export async function checkAgent({ command, port, only = "", licenceOnly, tell }: Examination) {
  const failed: string[] = [];
  const chosen = Object.entries(checks)
    .flatMap(([verb, list]) =>
      list.map((check) => ({ ...check, title: `${verb}: ${check.title}` })),
    )
    .filter(({ title, keyed }) => title.includes(only) && !(licenceOnly && keyed));
  const left = [...chosen];
  const examine = async (ownPort: number) => {
    for (let check = left.shift(); check; check = left.shift()) {
      const { title } = check;
      const begun = performance.now();
      const error = await onStage(command, ownPort, check).then(() => undefined, String);
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      tell(error === undefined ? `ok      ${title} (${seconds} s)` : `FAILED  ${title}\n${error}`);
      if (error !== undefined) failed.push(title);
    }
  };
  const examiners = Array.from({ length: EXAMINERS }, (_, nth) => (port === 0 ? 0 : port + nth));
  await Promise.all(examiners.map(examine));
  tell(`${chosen.length - failed.length} of ${chosen.length} points hold`);
  return failed;
}
