/** What a branch can sell: what is told of an item, what is stored, and what `/availability` says of it. */
import { z } from "zod";
import { Id, idFromBytes, IdempotencyKey, line, type Sha256 } from "./ids.ts";
import { Actor } from "./jobs.ts";
import { BranchChoice } from "./orders-socket.ts";
import { ForeignId, ToldFact } from "./orders.ts";
import { ServerDraining, SyncReady, SyncRequired } from "./sockets.ts";

export const AVAILABILITY_NAMESPACE = "/availability";

export const ItemKind = z.enum(["product", "modifier"]);
export type ItemKind = z.infer<typeof ItemKind>;

export const deriveItemId = (
  sha256: Sha256,
  company: Id,
  branch: Id,
  { kind, externalId }: { readonly kind: ItemKind; readonly externalId: string },
): Id => idFromBytes(sha256(`${kind}\n${company}\n${branch}\n${externalId}`));

const stock = z.number().int().nonnegative().max(1_000_000_000);

/** What is left out stays as it was. An item without stock is out of stock, whatever else is said. */
export const ItemUpdate = z
  .object({
    externalId: ForeignId,
    kind: ItemKind.default("product"),
    name: line(120).min(1).optional(),
    available: z.boolean().optional(),
    stock: stock.optional(),
    /** At this many, or fewer, somebody should know. */
    lowAt: stock.optional(),
  })
  .refine(({ available, stock, lowAt }) => (available ?? stock ?? lowAt) !== undefined, {
    path: ["available"],
    message: "say available, stock or lowAt",
  })
  .meta({ anyOf: ["available", "stock", "lowAt"].map((field) => ({ required: [field] })) });
export type ItemUpdate = z.infer<typeof ItemUpdate>;

const eachOnce = (items: readonly ItemUpdate[]) =>
  new Set(items.map(({ kind, externalId }) => `${kind} ${externalId}`)).size === items.length;

export const StockLevel = z.enum(["enough", "low", "out"]);
export type StockLevel = z.infer<typeof StockLevel>;

export const Item = z.object({
  itemId: Id,
  company: Id,
  branch: Id,
  externalId: ForeignId,
  kind: ItemKind,
  name: z.string(),
  available: z.boolean(),
  stock: stock.optional(),
  lowAt: stock.optional(),
  level: StockLevel,
  updatedAt: z.iso.datetime(),
});
export type Item = z.infer<typeof Item>;

export const ItemState = Item.extend({ facts: z.array(ToldFact) });
export type ItemState = z.infer<typeof ItemState>;

export const itemEventData = {
  /** `alert`: it became scarcer than it was. `together`: many were told of at once, and the list is told of as one. */
  ItemAvailabilityChanged: z.object({
    alert: z.enum(["low", "out"]).optional(),
    together: Id.optional(),
  }),
} as const;

export const StoredItemEvent = z.object({
  id: Id,
  at: z.iso.datetime(),
  data: itemEventData.ItemAvailabilityChanged,
  state: ItemState,
});
export type StoredItemEvent = z.infer<typeof StoredItemEvent>;

/** Many items told of at once, on a subject of its own, after each of them. */
export const StoredItemsEvent = z.object({
  id: Id,
  at: z.iso.datetime(),
  hash: z.string(),
  items: z.array(Item),
});
export type StoredItemsEvent = z.infer<typeof StoredItemsEvent>;

export const AvailabilityEventType = z.enum(["ItemAvailabilityChanged", "ItemsChanged"]);
export type AvailabilityEventType = z.infer<typeof AvailabilityEventType>;

export const SetAvailability = z.object({
  idempotencyKey: IdempotencyKey,
  items: z.array(ItemUpdate).min(1).max(100).refine(eachOnce, "each item once"),
  toldBy: Actor.default({ kind: "service", id: "nats", name: "NATS client" }),
});
export type SetAvailability = z.infer<typeof SetAvailability>;

export const AvailabilityTold = z.object({ items: z.array(Item), replayed: z.boolean() });
export type AvailabilityTold = z.infer<typeof AvailabilityTold>;

/** `POST /v1/availability` */
export const PostAvailability = z.object({
  branchId: Id.optional(),
  items: SetAvailability.shape.items,
});
export type PostAvailability = z.infer<typeof PostAvailability>;

/** `connectedId`, `connectedType`, `isInStock` and `stockLevel` are what older clients read. */
export const ItemView = z.object({
  itemId: Id,
  branchId: Id,
  connectedId: z.string(),
  connectedType: ItemKind,
  name: z.string(),
  isInStock: z.boolean(),
  stockLevel: stock.optional(),
  threshold: stock.optional(),
  level: StockLevel,
  updatedAt: z.iso.datetime(),
});
export type ItemView = z.infer<typeof ItemView>;

const told = { timestamp: z.iso.datetime(), sequence: z.number().int() };

export const AvailabilityMessage = z.object({
  type: z.literal("availability_update"),
  data: ItemView,
  ...told,
});
export type AvailabilityMessage = z.infer<typeof AvailabilityMessage>;

export const BulkAvailabilityMessage = z.object({
  type: z.literal("bulk_availability_update"),
  data: z.array(ItemView),
  count: z.number().int(),
  ...told,
});
export type BulkAvailabilityMessage = z.infer<typeof BulkAvailabilityMessage>;

export const StockAlertMessage = z.object({
  type: z.literal("stock_alert"),
  data: z.object({
    id: Id,
    branchId: Id,
    itemId: Id,
    connectedId: z.string(),
    connectedType: ItemKind,
    alertType: z.enum(["low_stock", "out_of_stock"]),
    priority: z.enum(["medium", "critical"]),
    message: z.string(),
    currentStock: stock.optional(),
    threshold: stock.optional(),
  }),
  ...told,
});
export type StockAlertMessage = z.infer<typeof StockAlertMessage>;

const JoinedBranch = z.object({ branchId: Id });
export const Pong = z.object({ timestamp: z.iso.datetime() });

export const availabilityClientEvents = {
  joinBranch: { payload: BranchChoice, answer: JoinedBranch },
  "join:branch": { payload: BranchChoice, answer: JoinedBranch },
  leaveBranch: { payload: BranchChoice, answer: JoinedBranch },
  ping: { payload: z.unknown(), answer: Pong },
} as const;

export const availabilityServerEvents = {
  "sync:ready": SyncReady,
  "sync:required": SyncRequired,
  availabilityUpdate: AvailabilityMessage,
  bulkAvailabilityUpdate: BulkAvailabilityMessage,
  stockAlert: StockAlertMessage,
  /** The same, of what is out of stock only. */
  newAlert: StockAlertMessage,
  /** For clients that ask without an acknowledgement. */
  pong: Pong,
  joinedBranch: JoinedBranch,
  leftBranch: JoinedBranch,
  "server:draining": ServerDraining,
} as const;
