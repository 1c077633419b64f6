/** Everything the page shows, and the only place that changes it. */
import { computed, signal } from "@preact/signals";
import type {
  AgentPresence,
  Job,
  JobList,
  JobWithTimeline,
  PrinterList,
  PrinterState,
  PrinterView,
  PrintProgress,
} from "@printermaster/contracts";
import { progressOf } from "../jobs/history.ts";
import { jobAfter, mergeJobs, RECENT } from "../jobs/recent.ts";
import { printerKey, withList, withPresence, withPrinter } from "../printers/fleet.ts";
import { getJson, inWords } from "../session/http.ts";
import { fold, type News, type Run } from "../test-print/run.ts";

export const printers = signal<readonly PrinterView[] | undefined>(undefined);
export const jobs = signal<readonly Job[] | undefined>(undefined);
export const problem = signal<string | undefined>(undefined);
/** The last test print of each printer. */
export const runs = signal<ReadonlyMap<string, Run>>(new Map());

export const printerNames = computed(
  () => new Map(printers.value?.map(({ printerId, name }) => [printerId, name])),
);

/** What has been told since the list was asked for; a connection that is not recovered asks for it again. */
const presences = new Map<string, AgentPresence>();
const heardPrinters = new Map<string, PrinterState>();
/** Of several questions in flight only the last one's answer counts. */
let asked = 0;

export function clearBoard(): void {
  asked += 1;
  forgetHeard();
  printers.value = jobs.value = problem.value = undefined;
  runs.value = new Map();
}

/** Called when the rooms are joined and what came before is not told, so that nothing falls between list and events. */
export async function refresh(): Promise<void> {
  const question = ++asked;
  forgetHeard();
  try {
    const [fleet, recent] = await Promise.all([
      getJson<PrinterList>("/v1/printers"),
      getJson<JobList>(`/v1/jobs?limit=${RECENT}`),
    ]);
    if (question !== asked) return;
    printers.value = withList(
      printers.value ?? [],
      fleet.printers,
      heardPrinters.values(),
      presences.values(),
    );
    jobs.value = mergeJobs(jobs.value ?? [], recent.jobs);
    problem.value = undefined;
    await Promise.all(Array.from(runs.value.values(), catchUp));
  } catch (error) {
    if (question === asked) problem.value = inWords(error);
  }
}

function forgetHeard(): void {
  presences.clear();
  heardPrinters.clear();
}

export function hearProgress(progress: PrintProgress): void {
  const job = jobAfter(jobs.value ?? [], progress);
  if (job !== undefined) jobs.value = mergeJobs(jobs.value ?? [], [job]);
  for (const { printerId, startedAtMs } of runs.value.values()) {
    news(printerId, { kind: "progress", progress, atMs: Date.now() - startedAtMs });
  }
}

export function hearPresence(presence: AgentPresence): void {
  presences.set(presence.deviceId, presence);
  printers.value = withPresence(printers.value ?? [], presence);
}

export function hearPrinter(state: PrinterState): void {
  heardPrinters.set(printerKey(state), state);
  printers.value = withPrinter(printers.value ?? [], state);
}

export function showRun(run: Run): void {
  runs.value = new Map(runs.value).set(run.printerId, run);
}

export function news(printerId: string, heard: News): void {
  const run = runs.value.get(printerId);
  if (run === undefined) return;
  const next = fold(run, heard);
  if (next !== run) showRun(next);
}

/** What a run has missed, read from its job's history. */
export async function catchUp({ jobId, ending, printerId }: Run): Promise<void> {
  if (jobId === undefined || ending === "completed") return;
  const history = await getJson<JobWithTimeline>(`/v1/jobs/${jobId}`);
  for (const progress of progressOf(history)) news(printerId, { kind: "progress", progress });
}
