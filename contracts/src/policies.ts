/** What a branch wants where there is more than one right way: set by its people, kept in the fleet's log. */
import { z } from "zod";
import { Id } from "./ids.ts";
import { JobClass } from "./jobs.ts";

const minutes = z.number().int().min(1).max(10_080);

/** What becomes of jobs that waited through an outage. */
export const BacklogRule = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("all") }),
  /** Those that are older expire. */
  z.object({ kind: z.literal("younger"), minutes }),
  /** One slip lists them instead. */
  z.object({ kind: z.literal("summary") }),
  z.object({ kind: z.literal("expire") }),
]);
export type BacklogRule = z.infer<typeof BacklogRule>;

/** What becomes of a job of which nobody knows whether it was printed: a person decides, a marked copy is printed, or nothing. */
export const UnknownRule = z.enum(["hold", "reprint", "drop"]);
export type UnknownRule = z.infer<typeof UnknownRule>;

export const ClassPolicy = z.object({ backlog: BacklogRule, unknown: UnknownRule });
export type ClassPolicy = z.infer<typeof ClassPolicy>;

const all = { kind: "all" } as const;
const expire = { kind: "expire" } as const;

/** Deadlines already end what nobody wants any more; a test or a drawer kick after an outage startles people. */
export const defaultPolicy: Record<JobClass, ClassPolicy> = {
  receipt: { backlog: all, unknown: "hold" },
  kitchen: { backlog: all, unknown: "hold" },
  label: { backlog: all, unknown: "hold" },
  test: { backlog: expire, unknown: "drop" },
  drawer: { backlog: expire, unknown: "drop" },
};

export const BranchState = z.object({
  company: Id,
  branch: Id,
  policies: z.partialRecord(JobClass, ClassPolicy),
  /** What became unknown before stays as the rules of its time left it. */
  setAt: z.iso.datetime(),
});
export type BranchState = z.infer<typeof BranchState>;

export const policyOf = (branch: BranchState | undefined, jobClass: JobClass): ClassPolicy =>
  branch?.policies[jobClass] ?? defaultPolicy[jobClass];
