/** What the logs have of a branch and this gateway has not. */
import type { LogName } from "../domain/offset.ts";
import type { View } from "../domain/view.ts";
import type { BranchTails, Found } from "./branch-tails.ts";
import { keptPerSubject, type LogBounds, type LogReader } from "./log-reader.ts";
import { readFromLog } from "./stored-news.ts";

/** More than that is not told again: reading the lists is cheaper for everybody. */
export const MOST_MISSED = 1000;
const AT_ONCE = 16;

export interface Compared {
  readonly missed: readonly Found[];
  /** Too much to tell again; they go on from the logs' ends. */
  readonly lost: readonly BranchTails[];
}

export async function compareWithLogs(
  reader: LogReader,
  branches: readonly BranchTails[],
  bounds: LogBounds,
  view: View,
): Promise<Compared> {
  const missed: Found[] = [];
  const lost = new Set<BranchTails>();
  const queue = branches.flatMap((branch) => branch.logs.map((log) => ({ branch, log })));
  const work = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      const { branch, log } = next;
      const last = bounds[log]?.last ?? 0;
      const found = await missing(reader, branch, log, last, view);
      if (found) missed.push(...found);
      else {
        branch.tails?.[log]?.restart(last);
        lost.add(branch);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { missed, lost: [...lost] };
}

async function missing(
  reader: LogReader,
  branch: BranchTails,
  log: LogName,
  last: number,
  view: View,
): Promise<Found[] | undefined> {
  const tail = branch.tails?.[log];
  if (!tail || tail.through >= last) return [];
  const { company, branch: id } = branch.name;
  const stored = await reader.after(log, company, id, tail.through, MOST_MISSED);
  const missed = stored?.filter(({ seq }) => seq <= last && !tail.find(seq));
  return missed?.map((one) => ({ branch, log, ...readFromLog(view, one) }));
}

export type CannotCover = "unknown" | "too-old" | "too-many";

/** Makes the branch's tail reach back to `since`. */
export async function extendBack(
  reader: LogReader,
  branch: BranchTails,
  log: LogName,
  since: number,
  view: View,
): Promise<CannotCover | undefined> {
  const { first, last } = await reader.boundsOf(log);
  if (since > last) return "unknown";
  if (since < first - 1) return "too-old";
  const { company, branch: id } = branch.name;
  const stored = await reader.after(log, company, id, since, MOST_MISSED);
  if (!stored || mostOfOneSubject(stored) >= keptPerSubject(log)) return "too-many";
  const covered = branch.tails?.[log]?.extendBack(
    since,
    stored.map((one) => readFromLog(view, one)),
  );
  return covered === true ? undefined : "too-many";
}

function mostOfOneSubject(stored: readonly { readonly subject: string }[]): number {
  const counts = new Map<string, number>();
  for (const { subject } of stored) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}
