import { describe, expect, it } from "vitest";
import { isTextTooDeep, isTooDeep } from "../src/guarding/domain/depth.ts";
import { afterReading, calm, type Load, type Reading } from "../src/guarding/domain/load.ts";
import { networkOf } from "../src/guarding/domain/network.ts";
import { isWelcome } from "../src/guarding/domain/origins.ts";
import { mayPass, newBudget, type Budget } from "../src/guarding/domain/packet-budget.ts";
import { Tally } from "../src/guarding/domain/tally.ts";

describe("load", () => {
  const late: Reading = { delayMs: 400, inFlight: 10 };
  const crowded: Reading = { delayMs: 5, inFlight: 5000 };
  const between: Reading = { delayMs: 200, inFlight: 3000 };
  const quiet: Reading = { delayMs: 3, inFlight: 10 };
  const after = (...readings: Reading[]): Load => readings.reduce(afterReading, calm);

  it("is too much when two readings in a row say so, and not for one pause of the machine", () => {
    expect(after(late).shedding).toBe(false);
    expect(after(late, quiet, late).shedding).toBe(false);
    expect(after(late, late).shedding).toBe(true);
    expect(after(crowded, late).shedding).toBe(true);
  });

  it("is enough again only well below the mark, three times in a row", () => {
    expect(after(late, late, between, between, between, between).shedding).toBe(true);
    expect(after(late, late, quiet, quiet).shedding).toBe(true);
    expect(after(late, late, quiet, quiet, between, quiet).shedding).toBe(true);
    expect(after(late, late, quiet, quiet, quiet).shedding).toBe(false);
  });
});

describe("a page of", () => {
  it.each([
    ["our own host", "https://print.example", true],
    ["a host on the list", "https://shop.example", true],
    ["another host", "https://evil.example", false],
    ["our host with another port", "https://print.example:8443", false],
    ["a host that begins with ours", "https://print.example.evil.example", false],
    ["a name before an at sign", "https://print.example@evil.example", false],
    ["nowhere", "null", false],
    ["a file", "file://", false],
  ])("%s: %s may come in: %s", (_, origin, welcome) => {
    expect(isWelcome(origin, "print.example", ["https://shop.example"])).toBe(welcome);
  });

  it("no browser at all is not judged by its origin", () => {
    expect(isWelcome(undefined, "print.example", [])).toBe(true);
  });
});

it("an IPv6 client is its network, an IPv4 client its address", () => {
  expect(networkOf("192.0.2.7")).toBe("192.0.2.7");
  expect(networkOf("::ffff:192.0.2.7")).toBe("192.0.2.7");
  expect(networkOf("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
  expect(networkOf("2001:DB8:1:2::9")).toBe("2001:db8:1:2::/64");
  expect(networkOf("2001:db8::1")).toBe("2001:db8:0:0::/64");
  expect(networkOf("::1")).toBe("0:0:0:0::/64");
});

it("a payload may be nested, but not without end, and prototype keys are keys like others", () => {
  const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));
  expect(isTooDeep(nested(30))).toBe(false);
  expect(isTooDeep(nested(30_000))).toBe(true);
  expect(isTooDeep(JSON.parse('{"__proto__":{"a":1},"constructor":2}'))).toBe(false);
  const text = (depth: number) => `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  expect(isTextTooDeep(text(30))).toBe(false);
  expect(isTextTooDeep(text(40))).toBe(true);
  expect(isTextTooDeep(JSON.stringify({ text: '[["\\"{{'.repeat(99) }))).toBe(false);
  expect(isTextTooDeep("[]".repeat(1000))).toBe(false);
  expect(isTooDeep(Buffer.alloc(512 * 1024))).toBe(false);
});

describe("one connection may send", () => {
  const sent = (data: unknown, times: number, now = 0) => {
    let budget: Budget | undefined = newBudget;
    let passed = 0;
    while (passed < times && (budget = mayPass(budget, data, now))) passed++;
    return passed;
  };

  it("thousands of packets at once, and not without end", () => {
    expect(sent('2/printing-ws,["x"]', 10_000)).toBe(2000);
  });

  it("few large ones", () => {
    expect(sent("2".padEnd(512 * 1024), 100)).toBe(8);
    expect(sent(Buffer.alloc(512 * 1024), 100)).toBe(8);
  });

  it("few wishes for a namespace", () => {
    expect(sent("0/printing-ws,{}", 1000)).toBe(16);
  });
});

it("what is tallied is forgotten when it is over, once", () => {
  const tally = new Tally();
  const over = [tally.add("a"), tally.add("a")];
  over[0]?.();
  over[0]?.();
  expect(tally.of("a")).toBe(1);
  over[1]?.();
  expect(tally.size).toBe(0);
});
