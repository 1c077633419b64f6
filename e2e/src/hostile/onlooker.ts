/** Others' latencies while a gateway is attacked. */
import { companion } from "./companion.ts";

export interface Felt {
  readonly answers: number;
  readonly p50: number;
  readonly p99: number;
  readonly failures: readonly string[];
}

export async function lookOn(work: { url: string; token: string; branch: string }) {
  type Noted = { took: number[]; failures: string[] };
  const polite = await companion<"tell", Noted>("./polite-client.ts", work);
  return {
    /** Since it was asked last. */
    async felt(): Promise<Felt> {
      const { took, failures } = await polite.ask("tell");
      const sorted = took.toSorted((a, b) => a - b);
      const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
      return { answers: sorted.length, p50: at(0.5), p99: at(0.99), failures };
    },
    stop: polite.stop,
  };
}
