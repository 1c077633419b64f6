/** What the broker has delivered to each gateway: asked of the broker, as it counts every connection by itself. */
import { connectNats, createLog } from "@printermaster/runtime";
import { z } from "zod";

const Connections = z.object({
  data: z.object({
    connections: z.array(
      z.object({ name: z.string(), out_msgs: z.number(), subscriptions: z.number() }),
    ),
  }),
});

export interface Account {
  /** Messages that the broker sent to it. */
  readonly heard: number;
  readonly subscriptions: number;
}

export interface Ledger {
  readonly of: (gateway: string) => Promise<Account>;
  readonly close: () => Promise<void>;
}

export async function openLedger(natsUrl: string): Promise<Ledger> {
  const nats = await connectNats(natsUrl, "bench ledger", createLog("bench", "ledger", "silent"));
  return {
    async of(gateway) {
      const answer = await nats.request("$SYS.REQ.ACCOUNT.PING.CONNZ", '{"limit":1000}');
      const { connections } = Connections.parse(answer.json()).data;
      const own = connections.find(({ name }) => name === `gateway ${gateway}`);
      if (!own) throw new Error(`the broker knows no connection of ${gateway}`);
      return { heard: own.out_msgs, subscriptions: own.subscriptions };
    },
    close: () => nats.close(),
  };
}
