/** given(...history).when(command).emits(...) or .refuses(code), for any decider. */
import type { Decider } from "@printermaster/contracts";
import { expect } from "vitest";

export function specification<S, C, E>(decider: Decider<S, C, E>) {
  return (...history: E[]) => ({
    when(command: C) {
      const state = history.reduce(decider.evolve, decider.initial);
      const decision = decider.decide(state, command);
      return {
        emits: (...events: Partial<Record<keyof E, unknown>>[]) =>
          expect(decision).toMatchObject({ events }),
        changesNothing: () => expect(decision).toEqual({ events: [] }),
        refuses: (code: string) => expect(decision).toEqual({ refused: code }),
      };
    },
  });
}
