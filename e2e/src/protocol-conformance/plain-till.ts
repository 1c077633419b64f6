/** A till as its maker would write it: the WebSocket of its platform and a header, no library of ours or of Socket.IO. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { until } from "../patience.ts";
import { Till } from "../till.ts";
import { next, type Check, type Stage } from "./stage.ts";

export const plainTillChecks: Check[] = [
  {
    title: "is greeted, answered by its own ids, and its ping by a pong",
    async run(stage) {
      const till = opened(stage);
      const { company } = stage.stack.demo;
      const greeting = await until("a greeting", () => till.ofType("connected")[0]);
      equal(greeting["tenant"], company.tenant);
      equal((await till.tell("ping", "p1", {})).type, "pong");
      const answer = await till.tell("print", "x1", { printerId: "nowhere" });
      deepEqual(
        [answer.type, (answer["error"] as { code: string }).code],
        ["error", "invalid-payload"],
      );
    },
  },
  {
    title: "its order is on the screens of its branch, once, whatever it says twice",
    async run(stage) {
      const screen = await stage.ordersScreen();
      const heard: unknown[] = [];
      screen.on("newOrder", ({ data }: { data: unknown }) => heard.push(data));
      const told = next(screen, "newOrder");
      const till = opened(stage);
      const order = { externalId: "conformance-1", items: [{ name: "Soup", quantity: 1 }] };
      const said = { branchId: stage.branchId, order, idempotencyKey: "conformance-1" };
      equal((await till.tell("order_created", "o1", said)).type, "ack");
      const again = await till.tell("order_created", "o2", said);
      equal((again["result"] as { replayed: boolean }).replayed, true);
      ok(await told);
      await screen.emitWithAck("requestLiveOrders", {});
      equal(heard.length, 1);
    },
  },
  {
    title: "prints, and is told what became of it",
    async run(stage) {
      const till = opened(stage);
      const { id: printerId, branchId } = stage.stack.printers[0]!;
      const document = { kind: "text", text: "from a till" };
      const said = { printerId, branchId, document, idempotencyKey: "till-print-1" };
      equal((await till.tell("print", "j1", said)).type, "ack");
      const result = await until("a print_result", () => till.ofType("print_result")[0]);
      equal(result["success"], true);
    },
  },
  {
    title: "a wrong key, a foreign tenant and a path that is none are refused at the upgrade",
    async run({ stack }) {
      const { company, apiKeys } = stack.demo;
      const { key } = apiKeys[0]!;
      const own = `/ws/pos/${company.tenant}`;
      deepEqual(
        [
          await upgradeStatus(stack.url + own, { "X-API-Key": "wrong" }),
          await upgradeStatus(stack.url + own, {}),
          await upgradeStatus(`${stack.url}/ws/pos/elsewhere`, { "X-API-Key": key }),
          await upgradeStatus(`${stack.url}/ws/other`, { "X-API-Key": key }),
        ],
        [401, 401, 404, 404],
      );
    },
  },
];

function opened(stage: Stage): Till {
  const { company, apiKeys } = stage.stack.demo;
  const till = new Till(stage.stack.url, company.tenant, apiKeys[0]!.key);
  stage.closedAtEnd({ disconnect: () => till.close() });
  return till;
}

/** The platform's WebSocket tells nobody the status. */
async function upgradeStatus(url: string, headers: Record<string, string>): Promise<unknown> {
  const upgrade = {
    connection: "upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  };
  const asked = request(url, { headers: { ...upgrade, ...headers } }).end();
  const [response] = (await once(asked, "response")) as [{ statusCode: number }];
  asked.destroy();
  return response.statusCode;
}
