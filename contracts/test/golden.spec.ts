/** Every message has a sample of its first version, which every later version must still read. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import * as contracts from "../src/index.ts";

const samplesIn = (folder: URL) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => ({
      name: file.split(".")[0]!,
      text: readFileSync(new URL(file, folder), "utf8"),
    }));
const samples = samplesIn(new URL("./golden/", import.meta.url));
/** As they were before something was added that every message has by now. */
const earlier = samplesIn(new URL("./golden/earlier/", import.meta.url));
const schemas: Record<string, z.ZodType> = {
  ...(contracts as unknown as Record<string, z.ZodType>),
  ...contracts.jobEventData,
  ...contracts.orderEventData,
  ...contracts.itemEventData,
};

/** Parts of messages, tested as part of them, and values that stand alone. */
const parts = new Set(
  [
    "Id",
    "CorrelationId",
    "IdempotencyKey",
    "Traceparent",
    "ErrorCode",
    "JobStatus",
    "JobReason",
  ].concat(
    [
      "Proof",
      "JobClass",
      "Actor",
      "Job",
      "JobEventType",
      "TimelineEntry",
      "AttemptState",
      "FailureCode",
      "Outcome",
      "HoldReason",
      "Banner",
      "AgentHealth",
      "ConnectionQuality",
      "PublicKey",
      "Signature",
      "ReportSignature",
      "AgentView",
    ],
    [
      "PrinterDescription",
      "PrinterState",
      "PrinterView",
      "Breaker",
      "Backup",
      "AgentState",
      "BranchState",
      "ClassPolicy",
      "BacklogRule",
      "UnknownRule",
      "JobState",
      "FleetEventType",
    ],
    ["ListenerCount"],
    [
      "Role",
      "Branch",
      "Tenant",
      "BoundDevice",
      "Licence",
      "ApiKey",
      "RevocableKind",
      "KnownLicence",
      "KnownApiKey",
      "KnownTenant",
      "Moment",
      "Cursor",
      "ServiceKind",
      "RegisteredAgent",
      "Block",
      "Receipt",
      "PlainText",
      "TestPage",
      "PrintDocument",
      "PrinterProfile",
      "Barcode",
      "PrinterModel",
      "CodePage",
      "JobFileQuery",
      "KitchenTicket",
      "Label",
      "Markup",
      "MarkupValues",
    ],
    [
      "ForeignId",
      "OrderStatus",
      "OrderItem",
      "Driver",
      "Payment",
      "Order",
      "OrderView",
      "ToldFact",
    ],
    ["OrderState", "ItemKind", "ItemUpdate", "StockLevel", "Item", "ItemState", "ItemView"],
    ["AvailabilityEventType"],
  ),
);

describe("the golden sample of", () => {
  it.each(samples)("$name is read, and written as it was", ({ name, text }) => {
    const sample: unknown = JSON.parse(text);
    expect(schemas[name]?.parse(sample)).toEqual(sample);
  });

  it.each(earlier)("$name of earlier is read", ({ name, text }) => {
    const sample = JSON.parse(text) as object;
    expect(schemas[name]?.parse(sample)).toMatchObject(sample);
  });

  it.each(samples)("$name survives a field of a later version", ({ name, text }) => {
    const later = { ...(JSON.parse(text) as object), fieldOfALaterVersion: true };
    expect(schemas[name]?.safeParse(later).success).toBe(true);
  });

  it("each message exists", () => {
    const messages = Object.entries(contracts)
      .filter(([, value]) => typeof value === "object" && value !== null && "safeParse" in value)
      .map(([name]) => name)
      .filter((name) => !parts.has(name))
      .concat(
        Object.keys(contracts.jobEventData),
        Object.keys(contracts.orderEventData),
        Object.keys(contracts.itemEventData),
      );
    expect(samples.map(({ name }) => name).sort()).toEqual(messages.sort());
  });
});
