// Before the servers: whoever comes again gets the same one. Tills and agents come from different addresses in the field; here they say who they are.
import { connect, createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { readyAt, settingsOfChild } from "../child.ts";

const { ports } = settingsOfChild() as { ports: readonly number[] };

const proxy = createServer({ noDelay: true }, (client) => {
  client.once("data", (head: Buffer) => {
    const who = /[?&]client=([^& ]+)/.exec(head.toString("latin1"))?.[1] ?? "";
    const server = connect({ port: serverOf(who), host: "127.0.0.1", noDelay: true });
    server.write(head);
    client.pipe(server).pipe(client);
    for (const [end, other] of [
      [client, server],
      [server, client],
    ] as const)
      end.on("error", () => other.destroy()).on("close", () => other.destroy());
  });
});
proxy.listen(0, "127.0.0.1");
await once(proxy, "listening");
readyAt((proxy.address() as AddressInfo).port);

/** The till and the agent of the bench get different ones, as most do. */
function serverOf(who: string): number {
  const sum = Buffer.from(who).reduce((total, letter) => total + letter, 0);
  return ports[sum % ports.length] ?? 0;
}
