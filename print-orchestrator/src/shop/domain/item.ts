/** What a branch can sell of one item, and when somebody should know that it runs out. */
import type {
  Decider,
  Decision,
  ItemState,
  ItemUpdate,
  StockLevel,
  ToldFact,
} from "@printermaster/contracts";
import { withFact } from "./told-facts.ts";

export interface UpdateItem {
  readonly type: "UpdateItem";
  readonly at: string;
  readonly fact: ToldFact;
  readonly itemId: string;
  readonly company: string;
  readonly branch: string;
  readonly update: ItemUpdate;
  /** The list it was told of in. */
  readonly together?: string | undefined;
}

export interface ItemEvent {
  readonly type: "ItemAvailabilityChanged";
  readonly at: string;
  readonly data: {
    readonly alert?: "low" | "out" | undefined;
    readonly together?: string | undefined;
  };
  readonly state: ItemState;
}

export const levelOf = (item: Pick<ItemState, "available" | "stock" | "lowAt">): StockLevel => {
  const { available, stock = Infinity, lowAt = -1 } = item;
  if (!available || stock === 0) return "out";
  return stock <= lowAt ? "low" : "enough";
};

const scarcity: Record<StockLevel, number> = { enough: 0, low: 1, out: 2 };

/** Once, where it becomes scarcer than it was; not with each sale below the line, and not when some came in again. */
export function alertAfter(before: StockLevel, after: StockLevel): "low" | "out" | undefined {
  return after !== "enough" && scarcity[after] > scarcity[before] ? after : undefined;
}

export const item: Decider<ItemState | undefined, UpdateItem, ItemEvent> = {
  initial: undefined,
  decide,
  evolve: (_before, { state }) => state,
};

function decide(before: ItemState | undefined, command: UpdateItem): Decision<ItemEvent> {
  const told = before?.facts.find(({ key }) => key === command.fact.key);
  if (told) return told.hash === command.fact.hash ? { events: [] } : { refused: "key-reused" };
  const state = stateAfter(before, command);
  if (before && isSame(before, state)) return { events: [] };
  const alert = alertAfter(before?.level ?? "enough", state.level);
  const data = { alert, together: command.together };
  return { events: [{ type: "ItemAvailabilityChanged", at: command.at, data, state }] };
}

function stateAfter(before: ItemState | undefined, command: UpdateItem): ItemState {
  const { at, fact, itemId, company, branch, update } = command;
  const { externalId, kind } = update;
  const known = {
    name: update.name ?? before?.name ?? externalId,
    available: update.available ?? before?.available ?? true,
    stock: update.stock ?? before?.stock,
    lowAt: update.lowAt ?? before?.lowAt,
  };
  const facts = withFact(before?.facts ?? [], fact);
  const named = { itemId, company, branch, externalId, kind };
  return { ...named, ...known, level: levelOf(known), updatedAt: at, facts };
}

const isSame = (one: ItemState, other: ItemState): boolean =>
  one.name === other.name &&
  one.available === other.available &&
  one.stock === other.stock &&
  one.lowAt === other.lowAt;
