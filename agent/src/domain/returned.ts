import type { Outcome } from "@printermaster/contracts";

export const returned: Outcome = {
  result: "failed",
  code: "returned",
  detail: "given back untouched: its printer has failed an earlier job",
};
