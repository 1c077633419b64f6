/** What a till is told of one stored event: its branches' orders, and what became of their prints. */
import {
  orderEventData,
  type PosOrderCreated,
  type PosOrderUpdated,
  type PosPayment,
  type PosPrintResult,
} from "@printermaster/contracts";
import { emissionsOf } from "../../live/domain/emissions.ts";
import type { LiveMessage } from "../../live/domain/live-message.ts";
import { toldOrder, type ToldOrder } from "../../shop/domain/order-emissions.ts";

export type PosEmission =
  | { readonly event: "order_created"; readonly body: PosOrderCreated }
  | { readonly event: "order_updated"; readonly body: PosOrderUpdated }
  | { readonly event: "payment_received"; readonly body: PosPayment }
  | { readonly event: "print_result"; readonly body: PosPrintResult };

export function posEmissions(message: LiveMessage): readonly PosEmission[] {
  const told = toldOrder(message);
  return told ? [ofOrder(told)] : ofPrint(message);
}

function ofOrder({ type, at: timestamp, sequence, data, order }: ToldOrder): PosEmission {
  const { orderId, orderNumber, externalId, branch: branchId, status } = order;
  const facts = { orderId, orderNumber, externalId, branchId, order, timestamp, sequence };
  const updated = (change: PosOrderUpdated["change"]): PosEmission => ({
    event: "order_updated",
    body: { ...facts, change, status },
  });
  switch (type) {
    case "OrderCreated":
      return { event: "order_created", body: facts };
    case "OrderStatusChanged":
      return updated("status");
    case "OrderCancelled":
      return updated("cancelled");
    case "OrderDriverUpdated":
      return updated("driver");
    case "OrderPaymentReceived": {
      const { payment } = orderEventData[type].parse(data);
      return { event: "payment_received", body: { ...facts, payment } };
    }
  }
}

function ofPrint(message: LiveMessage): PosEmission[] {
  const [progress] = emissionsOf(message);
  if (progress?.event !== "print:progress" || !progress.terminal) return [];
  const { job, at: timestamp, sequence = 0 } = progress.body;
  if (!job) return [];
  const { jobId, branch: branchId, printerId, correlationId, status, reason, proof, detail } = job;
  const outcome = { success: status === "completed", status, reason, proof, detail };
  const named = { jobId, branchId, printerId, correlationId };
  return [{ event: "print_result", body: { ...named, ...outcome, timestamp, sequence } }];
}
