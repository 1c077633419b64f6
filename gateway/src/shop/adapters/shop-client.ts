import {
  answerOf,
  AvailabilityTold,
  OrderTold,
  subjects,
  type Answer,
  type ShopVerb,
} from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import type { z } from "zod";
import type { Ask } from "../../jobs/adapters/ask.ts";
import { exchangeBy } from "../../jobs/adapters/orchestrator-client.ts";
import type { CommandAddress } from "../../jobs/app/ports.ts";
import type { ShopCommands } from "../app/ports.ts";

export function shopClient(ask: Ask, log: Log): ShopCommands {
  const exchange = exchangeBy(ask, log);
  const command =
    <T>(verb: ShopVerb, schema: z.ZodType<Answer<T>>) =>
    ({ company, branch, correlationId }: CommandAddress, body: unknown) =>
      exchange(
        `publish shop.cmd.${verb}`,
        subjects.shopCommand(company, branch, verb, correlationId),
        body,
        schema,
      );
  return {
    createOrder: command("create-order", answerOf(OrderTold)),
    changeOrder: command("change-order", answerOf(OrderTold)),
    setAvailability: command("set-availability", answerOf(AvailabilityTold)),
  };
}
