/** Many look at one company: when the first of them and the last has heard that a print is out. */
import {
  LoggedIn,
  PRINTING_NAMESPACE,
  serverEvents,
  type PrintProgress,
} from "@printermaster/contracts";
import { io, type Socket } from "socket.io-client";
import type { Stage } from "../shapes/stage.ts";
import { processorTime, sumOfTimes, timeAPrint } from "../loads/processor-time.ts";
import { summarize, type Summary } from "../statistics.ts";

export interface FanOut {
  readonly screens: number;
  /** Milliseconds from when whoever asked was told, to the last of the screens. */
  readonly spread: Summary;
  /** Milliseconds of processor, of the whole system, for a print that all of them are told of. */
  readonly processorMs: number;
}

const PRINTS = 40;
const HEARD_WITHIN_MS = 10_000;

export async function fanOut({ stack, ours }: Stage, sizes: readonly number[]): Promise<FanOut[]> {
  const token = await logIn(stack.url, stack.demo.users[0]!);
  const audience = new Audience();
  const screens: Socket[] = [];
  const results: FanOut[] = [];
  for (const size of sizes) {
    while (screens.length < size) {
      const url = stack.gatewayUrls[screens.length % stack.gatewayUrls.length] ?? "";
      screens.push(await openScreen(url, token, () => audience.hear()));
    }
    const before = await processorTime(ours.processes());
    const spread: number[] = [];
    for (let print = 0; print < PRINTS; print++) {
      const all = audience.all(size);
      const { told } = await ours.print(print % ours.printers);
      spread.push(Math.max(0, (await all) - told));
    }
    const cost = timeAPrint(before, await processorTime(ours.processes()), PRINTS);
    results.push({ screens: size, spread: summarize(spread), processorMs: sumOfTimes(cost) });
  }
  for (const screen of screens) screen.disconnect();
  return results;
}

/** Counts who has heard of one print. */
class Audience {
  #left = 0;
  #wake: (at: number) => void = () => {};

  /** The instant when the last of them has heard. */
  all(size: number): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const late = setTimeout(
      () => reject(new Error(`${this.#left} of ${size} screens were not told`)),
      HEARD_WITHIN_MS,
    );
    this.#left = size;
    this.#wake = (at) => (clearTimeout(late), resolve(at));
    return promise;
  }

  hear(): void {
    if (--this.#left === 0) this.#wake(performance.now());
  }
}

async function logIn(url: string, { email, password }: { email: string; password: string }) {
  const response = await fetch(`${url}/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  return LoggedIn.parse(await response.json()).accessToken;
}

async function openScreen(url: string, token: string, hear: () => void) {
  const socket = io(url + PRINTING_NAMESPACE, {
    transports: ["websocket"],
    auth: { token },
    forceNew: true,
  });
  socket.on(serverEvents.progress, ({ step }: PrintProgress) => {
    if (step === "completed") hear();
  });
  await new Promise<void>((ready, failed) => {
    socket.once(serverEvents.syncReady, () => ready());
    socket.once("connect_error", failed);
  });
  return socket;
}
