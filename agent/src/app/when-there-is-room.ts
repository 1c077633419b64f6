/** On a full disk nothing may be forgotten that has happened: it is kept until it can be written. */
import { pause, type Log } from "@printermaster/runtime";
import { SpoolFull } from "./ports.ts";

export const ROOM_AGAIN_MS = 1000;

export async function whenThereIsRoom<T>(commit: () => T, log: Log): Promise<T> {
  for (;;) {
    try {
      return commit();
    } catch (error) {
      if (!(error instanceof SpoolFull)) throw error;
      log.error({ event: "spool-full" }, "an outcome waits for room on the disk");
      await pause(ROOM_AGAIN_MS);
    }
  }
}
