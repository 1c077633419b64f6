/** Every gateway and orchestrator is asked at once, and tells of itself. */
import { SERVICE_REGISTRY, ServiceStatus } from "@printermaster/contracts";
import type { NatsConnection } from "@nats-io/transport-node";
import { jsonOf } from "../../adapters/json-of.ts";
import type { Registry } from "../app/registry.ts";

const ANSWERED_WITHIN_MS = 500;
/** After each answer; all are asked at the same moment. */
const NEXT_WITHIN_MS = 120;

export const natsRegistry = (nats: NatsConnection): Registry => ({
  async services() {
    const told: ServiceStatus[] = [];
    const asked = {
      strategy: "stall",
      maxWait: ANSWERED_WITHIN_MS,
      stall: NEXT_WITHIN_MS,
    } as const;
    for await (const answer of await nats.requestMany(SERVICE_REGISTRY, "", asked)) {
      const status = ServiceStatus.safeParse(jsonOf(answer));
      if (status.success) told.push(status.data);
    }
    return told;
  },
});
