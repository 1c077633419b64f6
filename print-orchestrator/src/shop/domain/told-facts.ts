/** What was told already, by its key; only the last ones are kept, far more than an order has. */
import type { ToldFact } from "@printermaster/contracts";

const MOST_KEPT = 100;

export const withFact = (facts: readonly ToldFact[], fact: ToldFact): ToldFact[] =>
  [...facts, fact].slice(-MOST_KEPT);
