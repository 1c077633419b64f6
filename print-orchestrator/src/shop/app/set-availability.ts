/** What a branch can sell, told of one item or of many; of many, the list is told as one after each of them. */
import {
  accepted,
  Item,
  MAX_FACTS_BYTES,
  refused,
  type Answer,
  type AvailabilityTold,
  type ItemUpdate,
  type SetAvailability,
} from "@printermaster/contracts";
import { item as decider, type UpdateItem } from "../domain/item.ts";
import type { ShopContext, ShopDeps } from "./ports.ts";

const TRIES = 16;

export async function setAvailability(
  deps: ShopDeps,
  context: ShopContext,
  { idempotencyKey, items }: SetAvailability,
): Promise<Answer<AvailabilityTold>> {
  if (Buffer.byteLength(JSON.stringify(items)) > MAX_FACTS_BYTES) return refused("facts-too-large");
  const [first, ...others] = items;
  if (!first || others.length > 0) return tellOfMany(deps, context, idempotencyKey, items);
  const told = await tellOfOne(deps, context, commandOf(deps, context, idempotencyKey, first));
  return told.ok ? accepted({ items: [told.value.item], replayed: told.value.replayed }) : told;
}

/** Whoever dies in between is repeated: items that were told already change nothing, and the list comes last. */
async function tellOfMany(
  deps: ShopDeps,
  context: ShopContext,
  key: string,
  updates: readonly ItemUpdate[],
): Promise<Answer<AvailabilityTold>> {
  const listId = deps.idOf(`list\n${context.company}\n${context.branch}\n${key}`);
  const hash = deps.keyedHash(JSON.stringify(updates)).slice(0, 32);
  const before = await deps.shop.list(context, listId);
  if (before) return replayed(before, hash);
  const items: Item[] = [];
  for (const told of await Promise.all(
    updates.map((update) =>
      tellOfOne(deps, context, { ...commandOf(deps, context, key, update), together: listId }),
    ),
  )) {
    if (!told.ok) return told;
    items.push(told.value.item);
  }
  const list = { at: deps.now().toISOString(), hash, items };
  if (await deps.shop.appendList(context, listId, list))
    return accepted({ items, replayed: false });
  const first = await deps.shop.list(context, listId);
  return first ? replayed(first, hash) : refused("storage-unavailable");
}

const replayed = (
  list: { readonly hash: string; readonly items: Item[] },
  hash: string,
): Answer<AvailabilityTold> =>
  list.hash === hash ? accepted({ items: list.items, replayed: true }) : refused("key-reused");

async function tellOfOne(
  { shop }: ShopDeps,
  context: ShopContext,
  command: UpdateItem,
): Promise<Answer<{ readonly item: Item; readonly replayed: boolean }>> {
  for (let tries = 0; tries < TRIES; tries++) {
    const { state: before, sequence } = await shop.item(context, command.itemId);
    const decision = decider.decide(before, command);
    if ("refused" in decision) return refused(decision.refused);
    const [event] = decision.events;
    const replayed = before?.facts.some(({ key }) => key === command.fact.key) ?? false;
    if (!event || (await shop.appendItem(context, event, sequence)))
      return accepted({ item: Item.parse(event?.state ?? before), replayed });
  }
  return refused("storage-unavailable");
}

function commandOf(
  deps: ShopDeps,
  { company, branch }: ShopContext,
  key: string,
  update: ItemUpdate,
): UpdateItem {
  const itemId = deps.itemIdOf({ company, branch }, update);
  const hash = deps.keyedHash(JSON.stringify(update)).slice(0, 32);
  const fact = { key: deps.idOf(`fact\n${key}`), hash };
  const at = deps.now().toISOString();
  return { type: "UpdateItem", at, fact, itemId, company, branch, update };
}
