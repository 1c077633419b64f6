import type { Answer } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";

export interface EventParts {
  readonly payload: unknown;
  /** Whether anybody waits for it or not; the first answer counts, and one that cannot be sent harms nobody. */
  readonly acknowledge: (answer: Answer<unknown>) => void;
}

/** Clients may leave out the acknowledgement, the payload, or both, and add what nobody asked for. */
export function eventParts(received: readonly unknown[], log: Log): EventParts {
  const last = received.at(-1);
  if (typeof last !== "function") return { payload: received[0], acknowledge: () => undefined };
  let said = false;
  return {
    payload: received.length === 1 ? undefined : received[0],
    acknowledge(answer) {
      if (said) return;
      said = true;
      try {
        (last as (answer: Answer<unknown>) => void)(answer);
      } catch (err) {
        log.error({ event: "socket-answer", err }, "an answer could not be sent");
      }
    },
  };
}
