/** Knocks at port 9100 of configured addresses, a few at a time; sends nothing, as cheap printers print whatever comes. */
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { addressesIn } from "../domain/address-range.ts";
import type { Found } from "../domain/found.ts";

const AT_ONCE = 32;
const ANSWER_WITHIN_MS = 500;

export const addressRanges =
  (ranges: readonly string[], port = 9100) =>
  async (): Promise<Found[]> => {
    const waiting = ranges.flatMap((range) => addressesIn(range) ?? []);
    const open: string[] = [];
    const knock = async () => {
      for (let host = waiting.shift(); host !== undefined; host = waiting.shift())
        if (await answers(host, port)) open.push(host);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, knock));
    const hardware = hardwareAddresses();
    return open.map((host) => ({
      // Of another network only the address is known.
      identity: `net ${hardware.get(host) ?? host} ${port}`,
      name: `Printer at ${host}`,
      kind: "tcp",
      place: { at: "network", host, port },
      source: "range",
    }));
  };

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (is: boolean) => (socket.destroy(), resolve(is));
    socket.setTimeout(ANSWER_WITHIN_MS, () => end(false));
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}

/** As the kernel has just learnt them by our knocking. */
function hardwareAddresses(file = "/proc/net/arp"): Map<string, string> {
  try {
    const [, ...lines] = readFileSync(file, "utf8").trim().split("\n");
    const pairs = lines
      .map((line) => line.split(/\s+/))
      .map(([ip = "", , , mac = ""]) => [ip, mac] as const);
    return new Map(pairs.filter(([, mac]) => mac !== "00:00:00:00:00:00"));
  } catch {
    return new Map();
  }
}
