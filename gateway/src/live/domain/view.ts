/** What one kind of screen is told of: from which logs, and in which words. */
import {
  availabilityEmissions,
  type AvailabilityEmission,
} from "../../shop/domain/availability-emissions.ts";
import { orderEmissions, type OrderEmission } from "../../shop/domain/order-emissions.ts";
import { posEmissions, type PosEmission } from "../../pos/domain/pos-emissions.ts";
import { Durations } from "./durations.ts";
import { emissionsOf, type PrintingEmission } from "./emissions.ts";
import type { LiveMessage } from "./live-message.ts";
import type { LogName } from "./offset.ts";

export type Emission = PrintingEmission | OrderEmission | AvailabilityEmission | PosEmission;

export interface View {
  readonly logs: readonly LogName[];
  readonly emissionsOf: (message: LiveMessage) => readonly Emission[];
}

export function printingView(durations = new Durations()): View {
  const withEstimate = (told: PrintingEmission): PrintingEmission =>
    told.event === "print:progress" ? { ...told, body: durations.estimated(told.body) } : told;
  return {
    logs: ["print", "fleet"],
    emissionsOf: (message) => emissionsOf(message).map(withEstimate),
  };
}
export const ordersView: View = { logs: ["order"], emissionsOf: orderEmissions };
export const availabilityView: View = {
  logs: ["availability"],
  emissionsOf: availabilityEmissions,
};
export const posView: View = { logs: ["order", "print"], emissionsOf: posEmissions };
