import type { OlderTest } from "@printermaster/contracts";

/** The agent's own connection, in its own words. */
export interface LegacyVoice {
  test(test: OlderTest): void;
  welcome(): void;
  supersede(): void;
}
