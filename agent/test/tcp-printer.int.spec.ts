/** Against real sockets. A bug here says "printed" where nobody can know, or moves paper without leave. */
import { afterEach, describe, expect, it } from "vitest";
import type { PrintResult, Ticket } from "../src/app/ports.ts";
import { TcpPrinter, type TcpLimits } from "../src/adapters/tcp-printer.ts";
import { OddPrinter, type Habits } from "./odd-printer.ts";

const healthy = () => 0x12;
const limits: Partial<TcpLimits> = {
  connectMs: 500,
  statusMs: 60,
  stallMs: 300,
  fenceMs: 150,
  blockedPollMs: 30,
  closeMs: 300,
};

let odd: OddPrinter | undefined;
afterEach(async () => {
  await odd?.close();
  odd = undefined;
});

async function printerWith(habits: Habits): Promise<[OddPrinter, TcpPrinter]> {
  odd = await new OddPrinter(habits).listen();
  return [odd, printerAt(odd.port)];
}

const printerAt = (port: number) =>
  new TcpPrinter(
    { printerId: "kitchen", name: "Kitchen", columns: 48, host: "127.0.0.1", port },
    limits,
  );

const ticketOf = (size: number, change: Partial<Ticket> = {}): Ticket => ({
  bytes: new Uint8Array(size).fill(0x41),
  mayBegin: () => true,
  lastByteLeft: () => {},
  patienceMs: 5000,
  ...change,
});

async function print(printer: TcpPrinter, ticket: Ticket) {
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
    const [, printer] = await printerWith({ status: healthy });
    expect((await print(printer, ticketOf(100))).result).toEqual(printed("status-clean"));
    const begun = performance.now();
    expect((await print(printer, ticketOf(100))).result).toEqual(printed("status-clean"));
    expect(performance.now() - begun).toBeLessThan(limits.fenceMs ?? 0);
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
