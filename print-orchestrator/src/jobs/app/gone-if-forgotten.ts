/** The log forgets a job after a week. What only the history still knows is gone; whoever cannot tell must not say "unknown". */
import { refused, type Answer } from "@printermaster/contracts";
import type { History, JobAddress } from "./ports.ts";

/** Asked only when the log has nothing: no print waits for a database. */
export async function goneIfForgotten<T>(
  history: History,
  address: JobAddress,
  answer: Answer<T>,
): Promise<Answer<T>> {
  if (answer.ok || answer.error.code !== "unknown-job") return answer;
  try {
    return (await history.knows(address)) ? refused("gone") : answer;
  } catch {
    return refused("read-model-unavailable");
  }
}
