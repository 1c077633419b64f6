/** The shape of everything that has a history: pure, with time and ids as part of the command. */
import type { ErrorCode } from "./errors.ts";

export interface Decider<State, Command, Event> {
  readonly initial: State;
  readonly decide: (state: State, command: Command) => Decision<Event>;
  readonly evolve: (state: State, event: Event) => State;
}

export type Decision<Event> =
  | { readonly events: readonly Event[] }
  | { readonly refused: ErrorCode };
