import { describe, expect, it } from "vitest";
import { waitBefore, wayOf } from "../src/domain/ways.ts";

describe("the ways to a gateway", () => {
  const order = (preferred: "websocket" | "polling", urls: string[]) =>
    Array.from({ length: 5 }, (_, tries) => {
      const { url, transport } = wayOf(urls, preferred, tries);
      return `${transport} ${url}`;
    });

  it("are every address by the transport that worked last, then by the other, then again", () => {
    expect(order("websocket", ["a", "b"])).toEqual([
      "websocket a",
      "websocket b",
      "polling a",
      "polling b",
      "websocket a",
    ]);
    expect(order("polling", ["b", "a"])).toEqual([
      "polling b",
      "polling a",
      "websocket b",
      "websocket a",
      "polling b",
    ]);
  });

  it.each([0, 0.5, 0.999])("are waited for less than a second after a loss (%d)", (chance) => {
    expect(waitBefore(0, false, 2, chance)).toBeLessThanOrEqual(1000);
    for (const tries of [1, 2, 3]) expect(waitBefore(tries, false, 2, chance)).toBeLessThan(250);
  });

  it("are tried less and less often when none works, and rarely when the answer was no", () => {
    const rounds = [4, 8, 12, 40].map((tries) => waitBefore(tries, false, 2, 0.5));
    expect(rounds).toEqual([300, 600, 1200, 2000]);
    expect([1, 2, 9].map((tries) => waitBefore(tries, true, 2, 0.5))).toEqual([1000, 2000, 30_000]);
  });
});
