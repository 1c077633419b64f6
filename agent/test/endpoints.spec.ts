import { describe, expect, it } from "vitest";
import { inOrder } from "../src/domain/endpoints.ts";

const NOW = 1_000_000;

describe("of several gateways", () => {
  it("a near one comes first, and of those that are about as near the one that is configured first", () => {
    const urls = [
      { url: "far", latencyMs: 180 },
      { url: "near", latencyMs: 30 },
      { url: "nearer", latencyMs: 8 },
    ];
    expect(inOrder(urls, NOW)).toEqual(["near", "nearer", "far"]);
  });

  it("one that nobody has asked yet is as good as any", () => {
    expect(inOrder([{ url: "a" }, { url: "b", latencyMs: 10 }], NOW)).toEqual(["a", "b"]);
  });

  it("one that does not answer comes after those that do, and one that was just lost last", () => {
    const urls = [
      { url: "lost", latencyMs: 5, troubleAt: NOW - 1000 },
      { url: "silent", reachable: false },
      { url: "far", latencyMs: 900, reachable: true },
    ];
    expect(inOrder(urls, NOW)).toEqual(["far", "silent", "lost"]);
  });

  it("one that was lost a while ago is first again", () => {
    const urls = [
      { url: "near", latencyMs: 5, troubleAt: NOW - 31_000 },
      { url: "far", latencyMs: 900 },
    ];
    expect(inOrder(urls, NOW)).toEqual(["near", "far"]);
  });

  it("all are tried, whatever is thought of them", () => {
    const urls = ["a", "b"].map((url) => ({ url, reachable: false, troubleAt: NOW }));
    expect(inOrder(urls, NOW)).toEqual(["a", "b"]);
  });
});
