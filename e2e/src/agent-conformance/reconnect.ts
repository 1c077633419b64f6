import { agentEvents, refused, serverEvents, type Answer } from "@printermaster/contracts";
import { deepEqual, equal, ok } from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { newJob, printNext, type Check } from "./stage.ts";

const counterOf = (answer: Answer<unknown>): number =>
  (answer.ok ? (answer.value as { counter?: number }).counter : undefined) ?? -1;

export const reconnectChecks: Check[] = [
  {
    title:
      "an acknowledged job survives kill -9, is listed in the next hello, and prints once offered again",
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
      ok((await bridge.ask("job", job)).ok);
      await bridge.reportOf(job.jobId);
      await printNext(bridge);
      equal(kitchen.countOf(job.jobId), 1);
    },
  },
  {
    title:
      "what it finds on its disk is held, neither printed nor expired, until it is offered again",
    async run({ bridge, agent, kitchen }) {
      await bridge.connected();
      await kitchen.switchOff();
      const expiresAt = new Date(Date.now() + 3000).toISOString();
      const [first, second, late] = [newJob(), newJob(), newJob({ expiresAt })];
      for (const job of [first, second, late]) await bridge.ask("job", job);
      await agent.end("SIGKILL");
      await kitchen.switchOn();
      agent.start();
      await bridge.connected(2);
      await setTimeout(Math.max(0, Date.parse(expiresAt) - Date.now()));
      // In its own turn it would have come before this one.
      await printNext(bridge);
      equal(kitchen.tickets.length, 1);
      equal(bridge.reports.length, 1);
      for (const job of [second, first]) {
        ok((await bridge.ask("job", job)).ok);
        await bridge.reportOf(job.jobId);
        equal(kitchen.countOf(job.jobId), 1);
      }
      ok((await bridge.ask("job", late)).ok);
      const { outcome } = await bridge.reportOf(late.jobId);
      ok(outcome.result === "failed" && outcome.code === "expired");
    },
  },
  {
    title: "what the hello's answer drops never prints, not even when it is offered again",
    async run({ bridge, agent, kitchen }) {
      await bridge.connected();
      await kitchen.switchOff();
      const [dropped, kept] = [newJob(), newJob()];
      for (const job of [dropped, kept]) await bridge.ask("job", job);
      await agent.end("SIGKILL");
      await kitchen.switchOn();
      bridge.drop = [{ jobId: dropped.jobId, attempt: 1 }];
      agent.start();
      await bridge.connected(2);
      deepEqual(await bridge.ask("job", dropped), refused("attempt-refused"));
      ok((await bridge.ask("job", kept)).ok);
      await bridge.reportOf(kept.jobId);
      await printNext(bridge);
      equal(kitchen.countOf(dropped.jobId), 0);
      await agent.end("SIGKILL");
      agent.start();
      const { openWork } = (await bridge.connected(3)).hello;
      ok(!openWork.some(({ jobId }) => jobId === dropped.jobId));
    },
  },
  {
    title: "the counter rises with each commit, in answers and reports, and no hello tells less",
    async run({ bridge, agent }) {
      const { hello } = await bridge.connected();
      const job = newJob();
      const counters = [hello.counter, counterOf(await bridge.ask("job", job))];
      counters.push((await bridge.reportOf(job.jobId)).counter ?? -1);
      const other = { jobId: newJob().jobId, attempt: 1 };
      counters.push(counterOf(await bridge.ask("revoke", other)));
      for (const [at, counter] of counters.slice(1).entries())
        ok(counter > (counters[at] ?? Infinity), `it must rise: ${counters.join(", ")}`);
      await agent.end("SIGKILL");
      agent.start();
      const next = await bridge.connected(2);
      ok(next.hello.counter >= (counters.at(-1) ?? Infinity));
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
  {
    title:
      "asked to move it says its next hello before it leaves, and its own takeover does not end it",
    async run({ bridge, agent, kitchen }) {
      const first = await bridge.connected();
      kitchen.isOutOfPaper = true;
      const job = newJob();
      await bridge.ask("job", job);
      const welcome = bridge.onHello;
      let stayed = false;
      bridge.onHello = () => {
        stayed = first.socket.connected;
        first.socket.emit(agentEvents.superseded);
        first.socket.disconnect(true);
        return welcome();
      };
      first.socket.emit(serverEvents.draining, { withinMs: 100 });
      const { hello } = await bridge.connected(2);
      ok(stayed, "it must not leave before it has another connection");
      deepEqual(hello.openWork, [{ jobId: job.jobId, attempt: 1, state: "spooled" }]);
      ok((await bridge.ask("job", job)).ok);
      kitchen.isOutOfPaper = false;
      await bridge.reportOf(job.jobId);
      equal(kitchen.countOf(job.jobId), 1);
      ok(agent.isRunning);
    },
  },
];
