// A bug here would look like this: a job that says of its second attempt what broke the first one, or that is silent about where it went.
import type { JobEvent, JobState } from "@printermaster/contracts";
import { describe, expect, test } from "vitest";
import type { UserPrincipal } from "../src/domain/principal.ts";
import type { LoggedJobEvent } from "../src/jobs/app/ports.ts";
import { readJobWithTimeline } from "../src/jobs/app/read-job.ts";
import { toldByEvent } from "../src/jobs/app/told-by-event.ts";
import { AT, COMPANY, jobState } from "./world/job-state.ts";

const anna = { kind: "user", id: "anna", name: "Anna" } as const;
const user: UserPrincipal = {
  ...anna,
  email: "anna@acme.test",
  role: "staff",
  company: COMPANY,
  companyName: "Acme",
  branches: [{ id: "north", name: "North" }],
};
const broken = { attempt: 1, code: "printer-error", detail: "cover open" };

describe("a line of a job's timeline", () => {
  test.each<[JobEvent, string | undefined]>([
    [{ type: "PrintAttemptFailed", data: broken }, "cover open"],
    [{ type: "PrintFailed", data: broken }, "cover open"],
    [{ type: "PrintUnconfirmed", data: { attempt: 1, cause: "silence" } }, "silence"],
    [{ type: "PrintUnreadable", data: { cause: "no JSON" } }, "no JSON"],
    [{ type: "PrintExpired", data: { cause: "deadline" } }, "its time ran out while it waited"],
    [
      { type: "PrintExpired", data: { cause: "backlog" } },
      "it waited through an outage, and its branch wants no old ones",
    ],
    [
      { type: "PrintExpired", data: { cause: "backlog", listedOn: "slip1" } },
      "it waited through an outage and is listed on a slip instead",
    ],
    [
      { type: "PrintRerouted", data: { from: "bar", fromName: "Bar", to: "grill" } },
      "grill, as Bar cannot print",
    ],
    [{ type: "PrintCanceled", data: { canceledBy: anna } }, "by Anna"],
    [{ type: "PrintRetried", data: { as: "job2", retriedBy: anna } }, "by Anna"],
    [{ type: "PrintDiscarded", data: { discardedBy: anna } }, "by Anna"],
    [{ type: "PrintHeld", data: { reason: "printer-stopped" } }, undefined],
  ])("tells what %o brought", ({ type, data }, words) => {
    expect(toldByEvent(type, data)).toBe(words);
  });

  test("tells nothing of data that it cannot read", () => {
    expect(toldByEvent("PrintFailed", { because: "of a newer version" })).toBeUndefined();
  });

  test("says nothing about the failure of an earlier attempt", async () => {
    const failed = jobState({ status: "pending-held", detail: "cover open", attempt: 1 });
    const history = [
      logged(1, "PrintAttemptFailed", failed, broken),
      logged(2, "PrintDispatched", { ...failed, status: "processing", attempt: 2 }, {}),
    ];
    const reader = {
      lastEvent: async () => history.at(-1)?.event,
      history: async () => history,
      document: async () => undefined,
    };
    const readModel = { job: () => Promise.reject(new Error("the log has the job")) };
    const read = await readJobWithTimeline({ jobs: reader, readModel }, user, "job1");
    const details = read.ok && read.value.timeline.map(({ detail }) => detail);
    expect(details).toEqual(["cover open", undefined]);
  });
});

const logged = (
  sequence: number,
  type: LoggedJobEvent["type"],
  state: JobState,
  data: object,
): LoggedJobEvent => ({ sequence, type, event: { id: `event${sequence}`, at: AT, data, state } });
