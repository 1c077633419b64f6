/** Against real sockets. A bug here says "printed" where nobody can know, or moves paper without leave. */
import { createLog } from "@printermaster/runtime";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PrintResult, Ticket } from "../src/app/ports.ts";
import type { RawLimits } from "../src/adapters/raw-limits.ts";
import type { RawPrinter } from "../src/adapters/raw-printer.ts";
import { tcpPrinter } from "../src/adapters/tcp-printer.ts";
import { TraitsFile } from "../src/adapters/traits-file.ts";
import { STRANGER } from "../src/domain/printer-traits.ts";
import { OddPrinter, type Habits } from "./odd-printer.ts";

const healthy = () => 0x12;
const limits: Partial<RawLimits> = {
  connectMs: 500,
  statusMs: 60,
  stallMs: 300,
  fenceMs: 150,
  pollMs: 30,
  closeMs: 300,
};

let odd: OddPrinter | undefined;
afterEach(async () => {
  await odd?.close();
  odd = undefined;
});

async function printerWith(
  habits: Habits,
  change: Partial<RawLimits> = {},
): Promise<[OddPrinter, RawPrinter]> {
  odd = await new OddPrinter({ ...habits }).listen();
  return [odd, printerAt(odd.port, change)];
}

const printerAt = (port: number, change: Partial<RawLimits>) =>
  tcpPrinter(
    { printerId: "kitchen", name: "Kitchen", columns: 48, host: "127.0.0.1", port },
    { limits: { ...limits, ...change } },
  );

const ticketOf = (size: number, change: Partial<Ticket> = {}): Ticket => ({
  bytes: new Uint8Array(size).fill(0x41),
  mayBegin: () => true,
  lastByteLeft: () => {},
  blocked: () => {},
  patienceMs: 5000,
  ...change,
});

async function print(printer: RawPrinter, ticket: Ticket) {
  const { result, released } = await printer.print(ticket);
  return { result, reasons: await released };
}

const printed = (proof: string) => ({ kind: "printed", proof });
const causeOf = (result: PrintResult) => (result.kind === "unconfirmed" ? result.cause : result);

describe("the ladder of proof", () => {
  it("is fenced where the printer answers behind the ticket", async () => {
    const [sink, printer] = await printerWith({ status: healthy, answersFence: true });
    const { result, reasons } = await print(printer, ticketOf(100));
    expect(result).toEqual(printed("fenced"));
    expect(reasons).toEqual([]);
    expect(sink.questions).toEqual([1, 2, 4, 4]);
    expect(sink.received.length).toBe(100);
  });

  it("is status-clean where only real-time status is answered, and does not wait for the fence again", async () => {
    const fenceMs = 1000;
    const [, printer] = await printerWith({ status: healthy }, { fenceMs });
    expect((await print(printer, ticketOf(100))).result).toEqual(printed("status-clean"));
    const begun = performance.now();
    expect((await print(printer, ticketOf(100))).result).toEqual(printed("status-clean"));
    expect(performance.now() - begun).toBeLessThan(fenceMs);
  });

  it("is sent for a mute printer, which is asked only once", async () => {
    const [sink, printer] = await printerWith({});
    expect((await print(printer, ticketOf(100))).result).toEqual(printed("sent"));
    expect((await print(printer, ticketOf(100))).result).toEqual(printed("sent"));
    expect(sink.questions).toEqual([1]);
    expect(sink.received.length).toBe(200);
  });

  it("is unknown where a printer that answered fences before stays silent", async () => {
    const [sink, printer] = await printerWith({ status: healthy, answersFence: true });
    await print(printer, ticketOf(100));
    sink.habits = { status: healthy };
    expect(causeOf((await print(printer, ticketOf(100))).result)).toMatch(/no answer behind/);
  });

  it("leaves out what a poor model never answers", async () => {
    const [sink, printer] = await printerWith({ status: (n) => (n === 2 ? undefined : 0x12) });
    await print(printer, ticketOf(10));
    await print(printer, ticketOf(10));
    expect(sink.questions.filter((n) => n === 2).length).toBe(1);
  });
});

describe("a printer that knows process ids", () => {
  const epson: Habits = {
    status: healthy,
    answersFence: true,
    maker: "EPSON",
    answersIds: true,
    automatic: [0x10, 0, 0, 0],
  };

  it("is found out with the first look, without a mark on paper, and confirms from then on", async () => {
    const [sink, printer] = await printerWith(epson);
    await printer.look();
    const [probe] = sink.ids;
    expect((await print(printer, ticketOf(100))).result).toEqual(printed("confirmed"));
    expect((await print(printer, ticketOf(100))).result).toEqual(printed("confirmed"));
    expect(sink.received.length).toBe(200);
    expect(new Set(sink.ids).size).toBe(3);
    await printer.look();
    expect(sink.ids.length).toBe(3);
    expect(probe).toMatch(/^\d{4}$/);
  });

  it("is never guessed: whoever is not of that make is not asked for any", async () => {
    const [sink, printer] = await printerWith({ ...epson, maker: "XPRINTER" });
    await printer.look();
    expect((await print(printer, ticketOf(100))).result).toEqual(printed("fenced"));
    expect(sink.ids).toEqual([]);
  });

  it("is fenced where it took the ticket in and does not say that it is on the paper", async () => {
    const [sink, printer] = await printerWith(epson);
    await printer.look();
    sink.habits.answersIds = false;
    expect((await print(printer, ticketOf(100))).result).toEqual(printed("fenced"));
  });

  it("tells by itself that the roll has ended, and goes on within a poll of the new one", async () => {
    const [sink, printer] = await printerWith(epson);
    await printer.look();
    const told: string[] = [];
    const blocked = (reasons: readonly string[]) => {
      told.push(reasons.join());
      if (reasons.length === 0) return;
      sink.habits.status = healthy;
      sink.say(Buffer.from(`7"${sink.ids.at(-1)}\0`));
    };
    const mayBegin = () => {
      const status = (n: number) => (n === 4 ? 0x72 : 0x12);
      sink.habits = { maker: "EPSON", automatic: [0x18, 0, 0x0c, 0], status };
      return true;
    };
    const { result } = await print(printer, ticketOf(100, { mayBegin, blocked }));
    expect(result).toEqual(printed("confirmed"));
    expect(told[0]).toBe("media-empty");
    expect(sink.received.length).toBe(100);
  });
});

describe("what was learnt of a printer", () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "traits-"))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const log = createLog("test", "test", "fatal");
  const remembered = ({ port }: OddPrinter) => {
    const place = {
      printerId: "kitchen",
      name: "Kitchen",
      columns: 48,
      host: "127.0.0.1",
    } as const;
    const memory = new TraitsFile(folder, log).of("kitchen", `127.0.0.1:${port}`);
    return tcpPrinter({ ...place, port }, { limits, memory });
  };

  it("is kept over a restart: silence of one that has answered is a fault at once", async () => {
    const [sink] = await printerWith({ status: healthy, answersFence: true });
    await print(remembered(sink), ticketOf(10));
    sink.habits = {};
    const { result } = await print(remembered(sink), ticketOf(10));
    expect(result).toMatchObject({ kind: "failed", trouble: { kind: "silent" } });
  });

  it("is nothing of one that hangs when it is first met: its ticket is unknown, and it is asked again", async () => {
    const [sink, printer] = await printerWith({ reads: false });
    expect(causeOf((await print(printer, ticketOf(100))).result)).toMatch(/neither answered/);
    sink.habits = { status: healthy, answersFence: true };
    expect((await print(printer, ticketOf(100))).result).toEqual(printed("fenced"));
  });

  it("is nothing of one that was only late with its answers", async () => {
    const [sink, printer] = await printerWith({
      status: healthy,
      answersFence: true,
      hangsMs: 120,
    });
    await print(printer, ticketOf(100));
    sink.habits = { status: healthy, answersFence: true };
    expect((await print(printer, ticketOf(100))).result).toEqual(printed("fenced"));
    expect(sink.questions.slice(-4)).toEqual([1, 2, 4, 4]);
  });

  it("holds for its place only, and a file that cannot be read is none", async () => {
    const [sink] = await printerWith({ status: healthy, answersFence: true });
    await print(remembered(sink), ticketOf(10));
    const elsewhere = new TraitsFile(folder, log).of("kitchen", "127.0.0.1:1");
    expect(elsewhere.read()).toEqual(STRANGER);
    writeFileSync(join(folder, "printer-traits.json"), "{");
    expect(new TraitsFile(folder, log).of("kitchen", "x").read()).toEqual(STRANGER);
  });

  it("is forgotten after two tickets that were not proved: another model may stand there", async () => {
    const [sink, printer] = await printerWith({ status: healthy, answersFence: true });
    await print(printer, ticketOf(10));
    sink.habits = { status: healthy };
    const results = [];
    for (let nth = 0; nth < 3; nth++) results.push((await print(printer, ticketOf(10))).result);
    expect(results.map(({ kind }) => kind)).toEqual(["unconfirmed", "unconfirmed", "printed"]);
    expect(results.at(-1)).toEqual(printed("status-clean"));
  });
});

describe("a printer that cannot print", () => {
  const begins: string[] = [];
  const watched = ticketOf(100, { mayBegin: () => begins.push("began") > 0 });
  afterEach(() => void begins.splice(0));

  it("is stopped with its reasons, and not a byte goes out", async () => {
    const [sink, printer] = await printerWith({ status: (n) => (n === 4 ? 0x72 : 0x12) });
    const { result } = await print(printer, watched);
    expect(result).toEqual({ kind: "stopped", reasons: ["media-empty"] });
    expect([begins, sink.received]).toEqual([[], []]);
  });

  const kindOf = (result: PrintResult) =>
    result.kind === "failed" ? result.trouble.kind : result.kind;

  it("is in trouble when its connection is refused", async () => {
    const [sink, printer] = await printerWith({});
    await sink.close();
    const { result } = await print(printer, watched);
    expect(kindOf(result)).toBe("unreachable");
    expect(begins).toEqual([]);
  });

  it("is in trouble when it tells of an error, but blocked while that goes with an open cover", async () => {
    const [sink, printer] = await printerWith({ status: (n) => (n === 2 ? 0x52 : 0x12) });
    expect(kindOf((await print(printer, watched)).result)).toBe("own-error");
    sink.habits.status = (n) => (n === 2 ? 0x56 : 0x12);
    expect((await print(printer, watched)).result).toEqual({
      kind: "stopped",
      reasons: ["cover-open", "other-error"],
    });
    expect([begins, sink.received]).toEqual([[], []]);
  });

  it("is in trouble when it cuts the connection before the first byte", async () => {
    const [sink, printer] = await printerWith({ hangsUpWhenAsked: true });
    expect(kindOf((await print(printer, watched)).result)).toBe("hangs-up");
    expect([begins, sink.received]).toEqual([[], []]);
  });

  it("is in trouble when it answered before and is silent now", async () => {
    const [sink, printer] = await printerWith({ status: healthy, answersFence: true });
    await print(printer, ticketOf(10));
    sink.habits = {};
    const { result } = await print(printer, watched);
    expect(kindOf(result)).toBe("silent");
    expect(begins).toEqual([]);
  });

  it("says afterwards that its paper has run out", async () => {
    let asked = 0;
    const [, printer] = await printerWith({
      status: (n) => (n === 4 && ++asked > 1 ? 0x72 : 0x12),
      answersFence: true,
    });
    const { result, reasons } = await print(printer, ticketOf(10));
    expect(result).toEqual(printed("fenced"));
    expect(reasons).toEqual(["media-empty"]);
  });

  it("in the middle of a ticket is waited for while the roll is changed", async () => {
    let asked = 0;
    const [sink, printer] = await printerWith({
      status: (n) => {
        if (n === 4) asked++;
        if (n === 4 && asked === 4) setTimeout(() => sink.say(Uint8Array.of(0)), 20);
        return n === 4 && asked > 1 && asked < 4 ? 0x72 : 0x12;
      },
    });
    expect((await print(printer, ticketOf(10))).result).toEqual(printed("fenced"));
    expect(asked).toBeGreaterThanOrEqual(4);
  });

  it("in the middle of a ticket leaves the outcome unknown when patience ends", async () => {
    let asked = 0;
    const [, printer] = await printerWith({
      status: (n) => (n === 4 && ++asked > 1 ? 0x72 : 0x12),
    });
    const { result } = await print(printer, ticketOf(10, { patienceMs: 0 }));
    expect(causeOf(result)).toMatch(/with the ticket in it: media-empty/);
  });
});

describe("a printer that is only looked after", () => {
  it("is asked how it is, gets nothing, and has its connection to itself again", async () => {
    const [sink, printer] = await printerWith({ status: (n) => (n === 4 ? 0x1e : 0x12) });
    expect(await printer.look()).toEqual({ kind: "ready", reasons: ["media-low"] });
    sink.habits.status = (n) => (n === 2 ? 0x16 : 0x12);
    expect(await printer.look()).toEqual({ kind: "stopped", reasons: ["cover-open"] });
    expect(sink.received).toEqual([]);
    expect(sink.connections).toBe(0);
    await sink.close();
    expect(await printer.look()).toMatchObject({
      kind: "failed",
      trouble: { kind: "unreachable" },
    });
  });
});

describe("a ticket that may not begin any more", () => {
  it("is withheld: the printer was asked how it is and got nothing", async () => {
    const [sink, printer] = await printerWith({ status: healthy });
    const { result } = await print(printer, ticketOf(100, { mayBegin: () => false }));
    expect(result).toEqual({ kind: "withheld" });
    expect(sink.received).toEqual([]);
  });
});

describe("a connection that goes wrong after the first byte", () => {
  it("reset in the middle leaves the outcome unknown", async () => {
    const [, printer] = await printerWith({ status: healthy, resetsAfterBytes: 5000 });
    const { result } = await print(printer, ticketOf(2_000_000));
    expect(causeOf(result)).toMatch(/ECONNRESET|EPIPE|closed/);
  });

  it("reset by a mute printer leaves the outcome unknown too", async () => {
    const [, printer] = await printerWith({ resetsAfterBytes: 100 });
    const { result } = await print(printer, ticketOf(100));
    expect(causeOf(result)).toMatch(/ECONNRESET/);
  });

  it("closed before the proof leaves the outcome unknown", async () => {
    const [, printer] = await printerWith({ status: healthy, closesAfterBytes: 100 });
    const { result } = await print(printer, ticketOf(100));
    expect(causeOf(result)).toMatch(/closed the connection before the printer had confirmed/);
  });

  it("that takes no more data is given up, with the outcome unknown", async () => {
    const [, printer] = await printerWith({ reads: false });
    const { result } = await print(printer, ticketOf(20_000_000));
    expect(causeOf(result)).toMatch(/took no data/);
  });
});

describe("all bytes arrive", () => {
  it("at a printer that talks all the time, whose chatter is no proof", async () => {
    const chatter = Uint8Array.of(0x10, 0x00, 0x00, 0x00);
    const [sink, printer] = await printerWith({ chatter });
    const { result } = await print(printer, ticketOf(600_000));
    expect(result).toEqual(printed("sent"));
    expect(sink.received.length).toBe(600_000);
  });

  it("at a slow one", async () => {
    const [sink, printer] = await printerWith({
      status: healthy,
      answersFence: true,
      pace: 8192,
    });
    const { result } = await print(printer, ticketOf(300_000));
    expect(result).toEqual(printed("fenced"));
    expect(sink.received.length).toBe(300_000);
  });
});
