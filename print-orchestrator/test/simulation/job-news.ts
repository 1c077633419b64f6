/** The log's events as they are republished: a little later, and now and then lost. */
import type { FollowedJob, JobNews } from "../../src/jobs/app/ports.ts";
import { jobSubject, type JobEntry } from "./log-ports.ts";
import type { Process } from "./process.ts";
import type { Message } from "./streams.ts";
import type { World } from "./world.ts";

export const jobNewsOn = (process: Process, { logs: { jobs }, network }: World): JobNews => ({
  async follow(address) {
    const told: Message<JobEntry>[] = [];
    let hear = () => {};
    let position = jobs.messages.length;
    const stop = jobs.listen(() => {
      const message = jobs.messages[position++]!;
      if (message.subject !== jobSubject(address)) return;
      network.send(process.remembered(() => (told.push(message), hear())));
    });
    const first: FollowedJob["first"] = (isSo, limitMs) =>
      new Promise((settle) => {
        const limit = process.after(limitMs, () => settle(undefined));
        hear = () => {
          for (const { body, sequence } of told.splice(0))
            if (isSo({ job: body.state, sequence })) {
              limit.cancel();
              settle(body.state);
            }
        };
        hear();
      });
    return { first, stop };
  },
});
