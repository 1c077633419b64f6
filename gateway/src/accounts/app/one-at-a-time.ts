/** Each check keeps a core busy for 20 ms and more: all at once they would leave none to those who are signed in. */
import { Fault } from "../../domain/fault.ts";
import type { Passwords } from "./ports.ts";

const MOST_WAITING = 100;

export function oneAtATime(passwords: Passwords): Passwords {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return {
    async matches(password, hash) {
      if (waiting >= MOST_WAITING)
        throw new Fault("overloaded", "too many passwords to be checked");
      waiting++;
      const checked = last.then(() => passwords.matches(password, hash));
      last = checked.catch(() => undefined).finally(() => waiting--);
      return await checked;
    },
  };
}
