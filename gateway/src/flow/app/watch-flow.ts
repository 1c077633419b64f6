/** Somebody looks at what goes on in their company, as far as they want to. */
import {
  accepted,
  refused,
  type Answer,
  type FlowEvent,
  type FlowFilter,
  type Id,
} from "@printermaster/contracts";
import { mayAdminister, type Known } from "../domain/administration.ts";

/** Gives what ends it. */
export type WatchFlow = (company: Id, tell: (event: FlowEvent) => void) => () => void;

const MOST_WATCHERS = 20;

export class FlowWatchers {
  readonly #watch: WatchFlow;
  #watchers = 0;

  constructor(watch: WatchFlow) {
    this.#watch = watch;
  }

  follow(user: Known, filter: FlowFilter, tell: (event: FlowEvent) => void): Answer<() => void> {
    if (!mayAdminister(user)) return refused("forbidden");
    if (this.#watchers >= MOST_WATCHERS)
      return refused("too-many-connections", { scope: "watchers", retryAfterSeconds: 10 });
    this.#watchers++;
    const end = this.#watch(user.company, (event) => {
      if (passes(filter, event)) tell(event);
    });
    return accepted(() => {
      this.#watchers--;
      end();
    });
  }
}

export const passes = ({ correlationId, over, name }: FlowFilter, event: FlowEvent): boolean =>
  (correlationId === undefined || event.correlationId === correlationId) &&
  (over === undefined || event.over === over) &&
  (name === undefined || event.name.includes(name));
