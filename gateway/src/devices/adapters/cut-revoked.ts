/** Every gateway hears of a revoked key as it is written down, and cuts whoever came in with it. */
import { StoredDevice, subjects, type Id } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import type { NatsConnection } from "@nats-io/transport-node";
import { jsonOf } from "../../adapters/json-of.ts";
import type { PrintingNamespace, PrintingSocket } from "../../sockets/printing-socket.ts";
import type { DeviceMemory } from "../app/ports.ts";

export function cutRevoked(
  nats: NatsConnection,
  namespace: PrintingNamespace,
  memory: Pick<DeviceMemory, "recall">,
  log: Log,
): void {
  const cut = (id: Id): void => {
    for (const socket of keyed(namespace).filter((socket) => deviceOf(socket) === id)) {
      log.warn({ event: "device-cut", device: id }, "its key was revoked");
      socket.disconnect(true);
    }
  };
  nats.subscribe(subjects.allDevices, {
    callback: (error, message) => {
      const device = error ? undefined : StoredDevice.safeParse(jsonOf(message)).data;
      const id = message.subject.split(".").at(-1);
      if (device?.revoked && id) cut(id);
    },
  });
  // What was said while the broker was away was not heard here.
  const look = async (): Promise<void> => {
    for (const id of new Set(keyed(namespace).map(deviceOf)))
      if (id && (await memory.recall(id))?.revoked) cut(id);
  };
  void whenBackAgain(nats, () =>
    look().catch((err: unknown) => log.error({ event: "device-cut", err }, "could not look")),
  );
}

async function whenBackAgain(nats: NatsConnection, look: () => Promise<void>): Promise<void> {
  for await (const { type } of nats.status()) if (type === "reconnect") await look();
}

const deviceOf = ({ data: { principal } }: PrintingSocket): Id | undefined =>
  principal.kind === "agent" && principal.key ? principal.agentId : undefined;

const keyed = (namespace: PrintingNamespace): PrintingSocket[] =>
  [...namespace.sockets.values()].filter((socket) => deviceOf(socket) !== undefined);
