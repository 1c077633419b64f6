import { portNumber } from "@printermaster/runtime";
import { z } from "zod";
import { addressesIn, MOST_ADDRESSES } from "./domain/address-range.ts";

const listOf = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "" && part !== "none");

/** All sources that need no addresses. */
export const EVERYWHERE = ["cups", "devices", "mdns"] as const;

const sources = z
  .string()
  .transform(listOf)
  .pipe(z.array(z.enum(EVERYWHERE)));
const range = z
  .string()
  .refine(
    (text) => addressesIn(text) !== undefined,
    `like 192.168.1.0/24, 10.0.0.5-10.0.0.20 or one address; at most ${MOST_ADDRESSES} addresses`,
  );

export const discoverySettings = {
  /** Where printers are looked for: `cups`, `devices`, `mdns`, or `none`. Without a list of printers, in all of them. */
  PM_DISCOVERY: sources.optional(),
  /** Addresses whose port 9100 may be knocked at. */
  PM_DISCOVERY_RANGES: z.string().default("").transform(listOf).pipe(z.array(range).max(16)),
  PM_DISCOVERY_PORT: portNumber.default(9100),
};

export interface DiscoveryConfig {
  readonly sources: readonly (typeof EVERYWHERE)[number][];
  readonly ranges: readonly string[];
  readonly rangePort: number;
}
