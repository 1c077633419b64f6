import { Fault } from "../../domain/fault.ts";

/** A database that hangs counts as away, or log-ins would pile up behind it. */
const LIMIT_MS = 4000;

export async function reading<T>(work: () => PromiseLike<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the database did not answer in time")), LIMIT_MS);
  });
  try {
    return await Promise.race([work(), late]);
  } catch (cause) {
    throw new Fault("read-model-unavailable", cause);
  } finally {
    clearTimeout(timer);
  }
}
