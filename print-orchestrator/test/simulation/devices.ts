/** The printers of a branch: well, blocked (they say why, and their work waits), or dead (nobody reaches them). */
import type { PrinterDescription } from "@printermaster/contracts";

export type Condition = "well" | "blocked" | "dead";

const reasons: Record<Condition, string[]> = {
  well: [],
  blocked: ["media-empty"],
  dead: ["connecting-to-device"],
};

export class Devices {
  readonly #conditions = new Map<string, Condition>();

  of(printerId: string): Condition {
    return this.#conditions.get(printerId) ?? "well";
  }

  become(printerId: string, condition: Condition): void {
    this.#conditions.set(printerId, condition);
  }

  describe(printerId: string): PrinterDescription {
    const condition = this.of(printerId);
    return {
      printerId,
      name: printerId,
      kind: "tcp",
      columns: 48,
      state: condition === "well" ? "idle" : "stopped",
      reasons: reasons[condition],
    };
  }
}
