/** What was found in a branch, in the words of no particular source. */
import type { PrinterDescription } from "@printermaster/contracts";

export type Place =
  | { readonly at: "network"; readonly host: string; readonly port: number }
  /** A queue of CUPS, and where that sends to. */
  | { readonly at: "queue"; readonly queue: string; readonly uri: string }
  | { readonly at: "device"; readonly path: string };

export interface Found {
  /** What stays the same when address, port or number change: a serial number, a hardware address, a queue's name. */
  readonly identity: string;
  readonly name: string;
  readonly kind: Extract<PrinterDescription["kind"], "tcp" | "cups" | "device">;
  readonly place: Place;
  /** Who says so. */
  readonly source: "cups" | "devices" | "mdns" | "range";
}

export const wordsOf = (place: Place): string => {
  switch (place.at) {
    case "network":
      return `${place.host}:${place.port}`;
    case "queue":
      return place.queue;
    case "device":
      return place.path;
  }
};

/** Also where a queue sends to: whoever prints there already would share its printer. */
export const placesOf = (place: Place): string[] =>
  place.at === "queue" ? [wordsOf(place), socketOf(place.uri)] : [wordsOf(place)];

/**
 * One printer may be seen by several sources, and must have one owner: a network printer is asked directly, because it then
 * tells how it is; at a USB port CUPS and a device file would take it from each other, so CUPS has it.
 */
export function withoutDoubles(found: readonly Found[]): Found[] {
  const direct = new Set<string>();
  const inOrderOfTrust = found.toSorted((one, other) => trust[one.source] - trust[other.source]);
  const network = inOrderOfTrust.filter(({ place }) => {
    if (place.at !== "network" || direct.has(wordsOf(place))) return false;
    return direct.add(wordsOf(place));
  });
  const queues = found.filter(
    ({ place }) => place.at === "queue" && !direct.has(socketOf(place.uri)),
  );
  const usb = queues.filter(({ place }) => place.at === "queue" && place.uri.startsWith("usb:"));
  const devices = usb.length > 0 ? [] : found.filter(({ place }) => place.at === "device");
  return [...network, ...queues, ...devices];
}

/** A name that a printer announces is better than an address where something answered. */
const trust = { mdns: 0, range: 1, cups: 2, devices: 3 } as const;

function socketOf(uri: string): string {
  const [, host = "", port = "9100"] = /^socket:\/\/([^:/]+)(?::(\d+))?/.exec(uri) ?? [];
  return `${host}:${port}`;
}
