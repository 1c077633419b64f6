import { deepEqual, equal, match } from "node:assert/strict";
import { next, type Check } from "./stage.ts";

interface Test {
  readonly printerId: string;
  readonly correlationId: string;
}

const resultOf = (printerId: string) => (told: Readonly<Record<string, unknown>>) =>
  told["printerId"] === printerId;

export const oldAgentChecks: Check[] = [
  {
    title: "without correlation ids, its plain result completes the test that a page asked for",
    async run(stage) {
      const page = await stage.webClient();
      const added = next(page, "printer:added", resultOf("pos80c"));
      const agent = await stage.olderAgent("A", ["POS-80C"]);
      await added;
      agent.on("printer:test", ({ printerId }: Test) => {
        agent.emit("printer:test:ack", { printerId });
        agent.emit("printer:test:result", { printerId, success: true, message: "ok" });
      });
      const result = next(page, "printer:test:result", resultOf("pos80c"));
      page.emit("printer:test", { printerId: "POS-80C", branchId: stage.branchId });
      equal((await result)["success"], true);
      agent.disconnect();
    },
  },
  {
    title: "its result with the correlation id, and a failure, are told as they are",
    async run(stage) {
      const page = await stage.webClient();
      const added = next(page, "printer:added", resultOf("pos58"));
      const agent = await stage.olderAgent("B", ["POS-58"]);
      await added;
      agent.on("printer:test", ({ printerId, correlationId }: Test) =>
        agent.emit("printer:test:result", {
          printerId,
          correlationId,
          success: false,
          message: "Out of paper",
        }),
      );
      const result = next(page, "printer:test:result", resultOf("pos58"));
      page.emit("testPrinter", { printerId: "POS-58", branchId: stage.branchId });
      const told = await result;
      deepEqual([told["success"], told["message"]], [false, "Out of paper"]);
      agent.disconnect();
    },
  },
  {
    title:
      "a silent one is unconfirmed, and the next test is ambiguous while its answer may still come",
    async run(stage) {
      const page = await stage.webClient();
      const added = next(page, "printer:added", resultOf("bar"));
      const agent = await stage.olderAgent("C", ["bar"]);
      await added;
      const test = { printerId: "bar", branchId: stage.branchId };
      const first = next(page, "printer:test:result", resultOf("bar"));
      page.emit("printer:test", test);
      match(String((await first)["message"]), /did not answer in time/);
      // Not sooner: within ten seconds a person's clicks are one test, with one result.
      const second = next(page, "printer:test:result", resultOf("bar"));
      page.emit("printer:test", test);
      match(String((await second)["message"]), /another test of this printer/);
      agent.disconnect();
    },
  },
  {
    title: "how it is can be asked for over HTTP",
    async run(stage) {
      const agent = await stage.olderAgent("D", ["D-1"]);
      await agent.emitWithAck("desktop:health", { uptime: 60, connectionQuality: "good" });
      const headers = { authorization: `Bearer ${stage.token}` };
      const answer = await fetch(`${stage.stack.url}/printing/desktop-health/desktopd`, {
        headers,
      });
      equal(((await answer.json()) as { uptime: number }).uptime, 60);
      agent.disconnect();
    },
  },
];
