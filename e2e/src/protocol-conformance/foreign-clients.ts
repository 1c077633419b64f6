import { deepEqual, equal } from "node:assert/strict";
import { ORDERS_NAMESPACE, PRINTING_NAMESPACE } from "@printermaster/contracts";
import { asked, foreignLibraries, type ForeignLibrary } from "./foreign-socket.ts";
import { next, type Check, type Stage } from "./stage.ts";

const WAYS = [["websocket"], ["polling"], ["polling", "websocket"]];

export const foreignClientChecks: Check[] = foreignLibraries.flatMap((library) => [
  ...WAYS.map((transports) => ({
    title: `${library.name} by ${transports.join(" and ")} joins its branch and hears of its print`,
    run: (stage: Stage) => prints(stage, library, transports),
  })),
  {
    title: `${library.name} is told why its handshake is refused`,
    async run(stage) {
      const page = opened(stage, library, { token: "old" });
      equal(library.codeOf(await next<never>(page, library.refusedBy)), "unauthenticated");
    },
  },
  {
    title: `${library.name} is served as an agent with a licence`,
    async run(stage) {
      const agent = opened(stage, library, stage.licensed(library.name));
      agent.emit("printer:discovered", { printers: [{ id: library.name, status: "online" }] });
      equal((await next(agent, "desktop:connected"))["branchId"], stage.branchId);
    },
  },
  {
    title: `${library.name} asks for the live orders`,
    async run(stage) {
      const page = opened(stage, library, { token: stage.token }, ["websocket"], ORDERS_NAMESPACE);
      const live = next(page, "liveOrders");
      page.emit("requestLiveOrders", { branchId: stage.branchId });
      equal((await live)["branchId"], stage.branchId);
    },
  },
]);

async function prints(stage: Stage, library: ForeignLibrary, transports: string[]) {
  const page = opened(stage, library, { token: stage.token }, transports);
  const { id: printerId, branchId } = stage.stack.printers[0]!;
  deepEqual(await asked(page, "joinBranch", { branchId }), { ok: true, value: { branchId } });
  const correlationId = `${library.name}-${transports.join("-")}`.replaceAll(/[ .]/g, "-");
  const done = next(
    page,
    "print:progress",
    (told) => told["correlationId"] === correlationId && told["step"] === "completed",
  );
  const document = { kind: "text", text: correlationId };
  const print = { printerId, branchId, document, correlationId };
  const { ok: accepted } = (await asked(page, "print:submit", print)) as { ok: boolean };
  equal(accepted, true);
  await done;
  equal(page.io.engine.transport.name, transports.at(-1));
}

function opened(
  stage: Stage,
  library: ForeignLibrary,
  credentials: object,
  transports = ["polling", "websocket"],
  namespace = PRINTING_NAMESPACE,
) {
  return stage.closedAtEnd(library.open(stage.stack.url + namespace, credentials, transports));
}
