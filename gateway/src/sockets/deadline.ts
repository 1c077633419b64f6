import { refused, type Answer } from "@printermaster/contracts";

/** Somebody waits: work that hangs is answered for, and what it says later is heard by nobody. */
export function within(ms: number, work: Promise<Answer<unknown>>): Promise<Answer<unknown>> {
  return new Promise((settle, fail) => {
    const timer = setTimeout(() => settle(refused("no-answer")), ms);
    work.then(settle, fail).finally(() => clearTimeout(timer));
  });
}
