/** An order as a cook reads it: large, from a distance, the exceptions in white on black. */
import { z } from "zod";

const Words = z.string().min(1).max(200);

const Dish = z.strictObject({
  quantity: z.int().min(1).max(999),
  name: Words,
  /** "no onions", "well done". */
  changes: z.array(Words).max(20).optional(),
  /** Who is allergic to what: never only a symbol. */
  warning: Words.optional(),
});

export const KitchenTicket = z.strictObject({
  kind: z.literal("kitchen-ticket"),
  order: z.string().min(1).max(40),
  station: z.string().min(1).max(80).optional(),
  table: z.string().min(1).max(40).optional(),
  /** As it is to be printed: the shop knows its own clock. */
  placedAt: z.string().min(1).max(60).optional(),
  server: z.string().min(1).max(80).optional(),
  dishes: z.array(Dish).min(1).max(100),
  note: z.string().min(1).max(500).optional(),
});
export type KitchenTicket = z.infer<typeof KitchenTicket>;
