/** Network printers that announce themselves (DNS-SD). Those that take raw data are what we can print on. */
import { pause } from "@printermaster/runtime";
import multicastDns from "multicast-dns";
import { printersIn, type AnnouncedRecord } from "../domain/announcements.ts";
import type { Found } from "../domain/found.ts";

const SERVICES = ["_pdl-datastream._tcp.local", "_printer._tcp.local", "_ipp._tcp.local"];
const LISTEN_MS = 2500;

export async function announcedPrinters(): Promise<Found[]> {
  const records: AnnouncedRecord[] = [];
  try {
    const mdns = multicastDns();
    // No network, or a port that somebody keeps to himself: nothing is found.
    mdns.on("error", () => undefined);
    mdns.on("response", ({ answers = [], additionals = [] }) => {
      records.push(...(answers as AnnouncedRecord[]), ...(additionals as AnnouncedRecord[]));
    });
    mdns.on("ready", () => mdns.query(SERVICES.map((name) => ({ name, type: "PTR" }))));
    await pause(LISTEN_MS);
    await new Promise<void>((closed) => mdns.destroy(() => closed()));
  } catch {
    return [];
  }
  return printersIn(records);
}
