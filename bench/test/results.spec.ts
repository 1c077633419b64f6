import { describe, expect, it } from "vitest";
import { readArguments } from "../src/arguments.ts";
import { sumOfFloors } from "../src/floors/path-of-a-print.ts";
import { resultsOf } from "../src/prints/results.ts";
import { circumstances, round } from "./results.ts";
import { tableOf } from "../src/prints/table.ts";

describe("the floor of a print's path", () => {
  it("adds every step as often as the path takes it", () => {
    const p50s = {
      "emit-with-ack": 1,
      "request-reply": 10,
      "cas-append": 100,
      "sqlite-commit": 1000,
      "tcp-echo": 10_000,
    };
    expect(sumOfFloors(p50s)).toBe(2 * 1 + 2.5 * 10 + 2 * 100 + 3 * 1000 + 10_000);
  });
});

describe("a run's results", () => {
  it("set ours against the floors of the same run", () => {
    const { pathFloor, ratios } = resultsOf([round(1)], circumstances);
    expect(pathFloor).toBeCloseTo(2.7);
    expect(ratios.toldToPath).toBeCloseTo(2);
    expect(ratios.acceptedToAppend).toBeCloseTo(2);
    expect(ratios.acceptedOverNatsToAppend).toBeCloseTo(1.5);
  });

  it("set ours against a peer in each round, and take the middle one", () => {
    const { toPeers } = resultsOf([round(1), round(40), round(1.5)], circumstances);
    expect(toPeers["bullmq-always"]).toEqual({
      alone: 0.75,
      half: 0.75,
      processor: 0.75,
      perSecond: expect.closeTo(4 / 3),
    });
  });

  it("are those of the middle round when one was disturbed", () => {
    const { ours, floors, turns, ratios } = resultsOf(
      [round(1), round(40), round(1.5)],
      circumstances,
    );
    expect(ours.told.p50).toBeCloseTo(8.1);
    expect(floors["cas-append"].p50).toBeCloseTo(0.75);
    expect(turns["ours"]).toMatchObject({ perSecond: 400, processorSum: 4.5 });
    expect(ratios.toldToPath).toBeCloseTo(2);
  });

  it("fit on a table that names the ratios and the machine", () => {
    const table = tableOf(resultsOf([round(1)], circumstances));
    expect(table).toContain("submit to told is 2.00 × the floors of its path");
    expect(table).toContain("submit to accepted is 2.00 × one append on the same server");
    expect(table).toContain("4.01 durable writes a print: PRINT_EVT_V1 3.00, PRINT_DOC_V1 1.00");
    expect(table).toContain("600 prints/s; 3.0 s of processor for 1,000: gateway 2.0, agent 1.0");
    expect(table).toContain("60 % of the 2000/s that a bare server takes; 300 prints/s on one");
    expect(table).toContain("cannot promise: no history");
    expect(table).toContain("A processor, 2 cores");
  });
});

describe("the command line", () => {
  it("takes fewer prints, and refuses more than the printer's roll can hold", () => {
    expect(readArguments(["--prints", "20"])).toMatchObject({
      bench: "prints",
      settings: { rounds: 7, prints: 20, peers: ["bullmq-always"] },
    });
    for (const prints of ["201", "0", "1.5", "many", ""])
      expect(() => readArguments(["--prints", prints])).toThrow("--prints must be");
  });

  it("chooses a bench, and an amount of agents that makes sense", () => {
    expect(readArguments(["--relay"])).toMatchObject({ bench: "relay" });
    expect(readArguments(["--idle-agents", "1000"])).toMatchObject({
      bench: "idle-agents",
      agents: 1000,
    });
    for (const agents of ["1", "1e6", "all", ""])
      expect(() => readArguments(["--idle-agents", agents])).toThrow("--idle-agents must be");
  });

  it("has all peers and loads in the full run", () => {
    const choice = readArguments(["--full"]);
    expect(choice).toMatchObject({ bench: "full", settings: { atEighty: true, rounds: 5 } });
    expect(choice).toHaveProperty("settings.peers.length", 4);
  });

  it("refuses what it does not know", () => {
    expect(() => readArguments(["--fast"])).toThrow("--fast");
  });
});
