import { describe, expect, it } from "vitest";
import { automaticReasons, reasonsIn, stopsPrinting, summed } from "../src/domain/status-bytes.ts";
import { StatusStream } from "../src/domain/status-stream.ts";

const read = (...bytes: number[]) => new StatusStream().read(Uint8Array.from(bytes));

describe("the stream of a printer's answers", () => {
  it("tells a real-time answer from a fence's", () =>
    expect(read(0x12, 0x00)).toEqual([{ kind: "real-time", byte: 0x12 }, { kind: "fence" }]));
  it("tells automatic status, whose last bytes look like a fence", () =>
    expect(read(0x10, 0x00, 0x00, 0x00, 0x16)).toEqual([
      { kind: "automatic", bytes: [0x10, 0, 0, 0] },
      { kind: "real-time", byte: 0x16 },
    ]));
  it("hears a block of text up to its NUL, divided anywhere", () => {
    const stream = new StatusStream();
    expect(stream.read(Uint8Array.of(0x5f, 0x4d))).toEqual([]);
    expect(stream.read(Uint8Array.of(0x00, 0x00))).toEqual([
      { kind: "block", bytes: [0x5f, 0x4d] },
      { kind: "fence" },
    ]);
  });
  it("is not lost for ever in a block that never ends", () => {
    const stream = new StatusStream();
    stream.read(new Uint8Array(300).fill(0x5f));
    stream.read(Uint8Array.of(0));
    expect(stream.read(Uint8Array.of(0x12))).toEqual([{ kind: "real-time", byte: 0x12 }]);
  });
  it("hears nothing in flow control bytes", () => expect(read(0x11, 0x13)).toEqual([]));
});

describe("the reasons in an answer", () => {
  it("names cover, paper and error", () => {
    expect(reasonsIn(2, 0x12)).toEqual([]);
    expect(reasonsIn(2, 0x12 | 0x04)).toEqual(["cover-open"]);
    expect(reasonsIn(4, 0x12 | 0x60)).toEqual(["media-empty"]);
  });
  it("names them in automatic status too", () => {
    expect(automaticReasons([0x10, 0, 0, 0])).toEqual([]);
    expect(automaticReasons([0x38, 0x08, 0x0c, 0])).toEqual([
      "offline-report",
      "cover-open",
      "other-error",
      "media-empty",
    ]);
  });
  it("leaves out plain off-line where the cause is known", () => {
    expect(summed(["offline-report", "media-empty", "media-empty"])).toEqual(["media-empty"]);
    expect(summed(["offline-report"])).toEqual(["offline-report"]);
    expect(summed(["offline-report", "media-low"])).toEqual(["offline-report", "media-low"]);
  });
  it("prints on with little paper left", () => expect(stopsPrinting("media-low")).toBe(false));
});
