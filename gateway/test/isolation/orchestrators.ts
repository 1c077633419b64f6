/** Answers as orchestrators do: by the company and branch of the subject, of which nothing else is known. */
import { accepted, RegisterAgent, refused } from "@printermaster/contracts";
import { z } from "zod";
import type { Heard } from "../world/broker.ts";
import { AT } from "../world/job-state.ts";
import type { World } from "../world/world.ts";
import { jobOf, orderOf, printerOf, targets, type Target } from "./targets.ts";

const Asked = z.looseObject({
  branches: z.array(z.string()).optional(),
  jobId: z.string().optional(),
});

const asked = ({ company, body }: Heard): Target[] => {
  const { branches } = Asked.parse(body);
  return targets.filter((at) => at.company === company && (branches?.includes(at.branch) ?? true));
};

export function answerAsOrchestrators({ broker }: World): void {
  broker.on("jobs", (heard) => accepted({ jobs: asked(heard).map(jobOf) }));
  broker.on("dead-letters", (heard) => accepted({ jobs: asked(heard).map(jobOf) }));
  broker.on("printers", (heard) =>
    heard.branch === undefined
      ? accepted({
          printers: asked(heard).map((at) => ({ ...printerOf(at), agentConnected: true })),
        })
      : accepted({}),
  );
  broker.on("job", (heard) => {
    const at = asked(heard).find(({ job }) => job === Asked.parse(heard.body).jobId);
    return at ? accepted({ job: jobOf(at), timeline: [] }) : refused("unknown-job");
  });
  const there = ({ company, branch }: Heard) =>
    targets.find((at) => at.company === company && at.branch === branch);
  for (const verb of ["submit", "cancel", "retry", "reprint", "discard", "backup", "policy"])
    broker.on(verb, (heard) => {
      const at = there(heard);
      if (!at) return refused("unknown-job");
      // Ended: a test print waits for that.
      const job = { ...jobOf(at), status: "completed" };
      const all = { job, replayed: false, came: "in-time", printer: printerOf(at) };
      return accepted({
        ...all,
        branch: { company: at.company, branch: at.branch, policies: {}, setAt: AT },
      });
    });
  for (const verb of ["create-order", "change-order"])
    broker.on(verb, (heard) => {
      const at = there(heard);
      return at ? accepted({ order: orderOf(at), replayed: false }) : refused("unknown-order");
    });
  broker.on("set-availability", () => accepted({ items: [], replayed: false }));
  broker.on("hello", ({ body }) =>
    accepted({ session: RegisterAgent.parse(body).session, serverTime: AT, drop: [] }),
  );
  broker.on("report", () => accepted({ recorded: true }));
}
