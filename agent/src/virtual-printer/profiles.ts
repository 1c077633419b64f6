// How much printers answer: most of the cheap ones little, those on one-way lines nothing.
import type { Question } from "@printermaster/receipts";

export const PROFILES = {
  epson: ["real-time", "sensors", "identity", "automatic", "process-id"],
  clone: ["real-time", "sensors"],
  sink: [],
} as const satisfies Record<string, readonly Question[]>;

export type ProfileName = keyof typeof PROFILES;
export const PROFILE_NAMES = Object.keys(PROFILES) as [ProfileName, ...ProfileName[]];

export function answers(profile: ProfileName, question: Question): boolean {
  return (PROFILES[profile] as readonly Question[]).includes(question);
}
