import { deepEqual, equal, ok } from "node:assert/strict";
import { newJob, printNext, type Check } from "./stage.ts";

export const reconnectChecks: Check[] = [
  {
    title: "an acknowledged job survives kill -9, is listed in the next hello, and prints once",
    async run({ bridge, agent, kitchen }) {
      await bridge.connected();
      kitchen.isOutOfPaper = true;
      const job = newJob();
      await bridge.ask("job", job);
      await agent.end("SIGKILL");
      agent.start();
      const { hello } = await bridge.connected(2);
      deepEqual(hello.openWork, [{ jobId: job.jobId, attempt: 1, state: "spooled" }]);
      ok(hello.counter > (bridge.connections[0]?.hello.counter ?? 0));
      kitchen.isOutOfPaper = false;
      await bridge.reportOf(job.jobId);
      await printNext(bridge);
      equal(kitchen.countOf(job.jobId), 1);
    },
  },
  {
    title: "killed while paper may be moving, it does not print again and says that it cannot know",
    async run({ bridge, agent, kitchen }) {
      kitchen.keepsSilentAfterPrinting = true;
      const job = newJob();
      await bridge.ask("job", job);
      await kitchen.printed(job.jobId);
      await agent.end("SIGKILL");
      kitchen.keepsSilentAfterPrinting = false;
      agent.start();
      equal((await bridge.reportOf(job.jobId)).outcome.result, "unconfirmed");
      await printNext(bridge);
      equal(kitchen.countOf(job.jobId), 1);
    },
  },
  {
    title: "what is printed while the bridge is away is reported when it is back",
    async run({ bridge, kitchen }) {
      const { socket } = await bridge.connected();
      const welcome = bridge.onHello;
      const job = newJob();
      kitchen.isOutOfPaper = true;
      await bridge.ask("job", job);
      bridge.onHello = () => undefined;
      socket.disconnect(true);
      kitchen.isOutOfPaper = false;
      await kitchen.printed(job.jobId);
      bridge.onHello = welcome;
      equal((await bridge.reportOf(job.jobId)).outcome.result, "completed");
    },
  },
];
