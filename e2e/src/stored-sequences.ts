import { PRINT_LOG, SHOP_LOG } from "@printermaster/contracts";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Log } from "./screen.ts";

export type Sequences = Readonly<Record<Log, readonly number[]>>;

/** What each kind of screen is to be told, in the order of its log; read beside all of our programs. */
export async function storedSequences(nats: NatsConnection): Promise<Sequences> {
  const shop = await messagesOf(nats, SHOP_LOG);
  return {
    jobs: (await messagesOf(nats, PRINT_LOG)).map(({ seq }) => seq),
    orders: shop.filter(({ type }) => type.startsWith("Order")).map(({ seq }) => seq),
    items: shop.filter(({ type }) => type.startsWith("Item")).map(({ seq }) => seq),
  };
}

export const lastOf = ({ jobs, orders, items }: Sequences): Readonly<Record<Log, number>> => ({
  jobs: jobs.at(-1) ?? 0,
  orders: orders.at(-1) ?? 0,
  items: items.at(-1) ?? 0,
});

async function messagesOf(nats: NatsConnection, stream: string) {
  const found: { readonly seq: number; readonly type: string }[] = [];
  for (let seq = 1; ; seq++) {
    const which = JSON.stringify({ seq, next_by_subj: ">" });
    const asked = await nats.request(`$JS.API.STREAM.MSG.GET.${stream}`, which);
    const { message } = asked.json<{ message?: { seq: number; hdrs?: string } }>();
    if (!message) return found;
    ({ seq } = message);
    const headers = Buffer.from(message.hdrs ?? "", "base64").toString();
    found.push({ seq, type: /^Pm-Type: ?(.+)\r$/m.exec(headers)?.[1] ?? "" });
  }
}
