/** What `/availability` is told of one stored event: an item, a list of them, and what somebody should know. */
import {
  StoredItemEvent,
  StoredItemsEvent,
  type AvailabilityMessage,
  type BulkAvailabilityMessage,
  type Item,
  type ItemView,
  type StockAlertMessage,
} from "@printermaster/contracts";
import type { LiveMessage } from "../../live/domain/live-message.ts";

export type AvailabilityEmission =
  | { readonly event: "availabilityUpdate"; readonly body: AvailabilityMessage }
  | { readonly event: "bulkAvailabilityUpdate"; readonly body: BulkAvailabilityMessage }
  | { readonly event: "stockAlert" | "newAlert"; readonly body: StockAlertMessage };

export function availabilityEmissions(message: LiveMessage): readonly AvailabilityEmission[] {
  const { type, sequence = 0, body } = message;
  if (type === "ItemAvailabilityChanged") return itemEmissions(body, sequence);
  return type === "ItemsChanged" ? listEmissions(body, sequence) : [];
}

function itemEmissions(body: unknown, sequence: number): AvailabilityEmission[] {
  const stored = StoredItemEvent.safeParse(body).data;
  if (!stored) return [];
  const told = { timestamp: stored.at, sequence };
  const { alert, together } = stored.data;
  const emissions: AvailabilityEmission[] = [];
  // Of many at once the list is told, after them.
  if (!together) {
    const data = viewOf(stored.state);
    emissions.push({
      event: "availabilityUpdate",
      body: { type: "availability_update", data, ...told },
    });
  }
  if (!alert) return emissions;
  const warning = alertOf(stored.id, stored.state, alert);
  const message = { type: "stock_alert", data: warning, ...told } as const;
  emissions.push({ event: "stockAlert", body: message });
  if (alert === "out") emissions.push({ event: "newAlert", body: message });
  return emissions;
}

function listEmissions(body: unknown, sequence: number): AvailabilityEmission[] {
  const stored = StoredItemsEvent.safeParse(body).data;
  if (!stored) return [];
  const data = stored.items.map(viewOf);
  const told = { count: data.length, timestamp: stored.at, sequence };
  const list = { type: "bulk_availability_update", data, ...told } as const;
  return [{ event: "bulkAvailabilityUpdate", body: list }];
}

const viewOf = (item: Item): ItemView => ({
  itemId: item.itemId,
  branchId: item.branch,
  connectedId: item.externalId,
  connectedType: item.kind,
  name: item.name,
  isInStock: item.level !== "out",
  stockLevel: item.stock,
  threshold: item.lowAt,
  level: item.level,
  updatedAt: item.updatedAt,
});

const alertOf = (id: string, item: Item, alert: "low" | "out"): StockAlertMessage["data"] => ({
  id,
  branchId: item.branch,
  itemId: item.itemId,
  connectedId: item.externalId,
  connectedType: item.kind,
  alertType: alert === "out" ? "out_of_stock" : "low_stock",
  priority: alert === "out" ? "critical" : "medium",
  message:
    alert === "out"
      ? `${item.name} is out of stock.`
      : `${item.name} is running low: ${item.stock ?? 0} left.`,
  currentStock: item.stock,
  threshold: item.lowAt,
});
