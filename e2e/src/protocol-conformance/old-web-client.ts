import { deepEqual, equal, ok } from "node:assert/strict";
import { next, type Check } from "./stage.ts";

export const oldWebClientChecks: Check[] = [
  {
    title: "joins and leaves branches by the names and forms of old, acknowledged or refused",
    async run(stage) {
      const page = await stage.webClient();
      const { branchId } = stage;
      const joined = { ok: true, value: { branchId } };
      deepEqual(await page.emitWithAck("join:branch", { branchId }), joined);
      deepEqual(await page.emitWithAck("leaveBranch", branchId), joined);
      deepEqual(await page.emitWithAck("joinBranch", branchId), joined);
      const { error } = (await page.emitWithAck("joinBranch", "elsewhere")) as {
        error: { code: string };
      };
      equal(error.code, "forbidden");
    },
  },
  {
    title: "is told of a test print without asking for an acknowledgement",
    async run(stage) {
      const page = await stage.webClient();
      const { id: printerId, branchId } = stage.stack.printers[0]!;
      const progress = next(page, "print:progress", ({ step }) => step === "completed");
      const result = next(page, "printer:test:result");
      page.emit("testPrinter", { printerId, branchId });
      equal((await result)["success"], true);
      await progress;
    },
  },
  {
    title: "a refused handshake says why",
    async run(stage) {
      const refused = await stage.connect({ token: "old" }).then(
        () => undefined,
        (error: Error & { data?: { code: string } }) => error,
      );
      deepEqual([refused?.message, refused?.data?.code], ["unauthenticated", "unauthenticated"]);
    },
  },
  ...[["websocket"], ["polling"]].map((transports) => ({
    title: `works by ${transports.join()} alone`,
    async run(stage: Parameters<Check["run"]>[0]) {
      const page = await stage.webClient(transports);
      equal(page.io.engine.transport.name, transports[0]);
      ok(await page.emitWithAck("joinBranch", stage.branchId));
    },
  })),
  {
    title:
      "the connection tester of the troubleshooting guide connects, and hears of a printer it has not",
    async run(stage) {
      const tester = await stage.connect({ token: stage.token, userRole: "web_user" });
      ok(tester.id);
      const result = next(tester, "printer:test:result");
      tester.emit("testPrinter", { printerId: "test-printer-1", branchId: stage.branchId });
      equal((await result)["code"], "unknown-printer");
    },
  },
];
