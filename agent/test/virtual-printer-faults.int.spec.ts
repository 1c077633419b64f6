// What each fault of the virtual printer looks like on the wire. A bug here would teach the agent a printer that nobody has.
import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { command } from "../src/virtual-printer/command.ts";
import { FAULT_NAMES } from "../src/virtual-printer/faults.ts";
import { startVirtualPrinter } from "../src/virtual-printer/index.ts";
import type { VirtualPrinter, VirtualPrinterOptions } from "../src/virtual-printer/index.ts";

const CUT = "\x1dV\x00";
const FENCE = "\x1dr\x01";
const question = (n: number) => Buffer.of(0x10, 0x04, n);
const JOB = `\x1b@${"twenty letters in it\n".repeat(8)}${CUT}`;

let printer: VirtualPrinter;
let heard: Buffer;
let socket: Socket;

async function begin(options: Partial<VirtualPrinterOptions> = {}): Promise<void> {
  printer = await startVirtualPrinter({ id: "p", name: "P", port: 0, httpPort: 0, ...options });
}

async function dial(): Promise<void> {
  heard = Buffer.alloc(0);
  socket = connect(printer.port, "127.0.0.1");
  socket.on("error", () => {});
  socket.on("data", (chunk: Buffer) => (heard = Buffer.concat([heard, chunk])));
  await once(socket, "connect");
}

const hears = (...bytes: number[]) =>
  expect.poll(() => [...heard], { timeout: 10_000 }).toEqual(bytes);
const texts = () => printer.tickets().map(({ text }) => text.length);
const put = (name: string, settings?: object) =>
  fetch(`${printer.httpUrl}/faults/${name}`, {
    method: "PUT",
    ...(settings === undefined ? {} : { body: JSON.stringify(settings) }),
  });
const mend = (name: string) => fetch(`${printer.httpUrl}/faults/${name}`, { method: "DELETE" });

afterEach(async () => {
  socket?.destroy();
  await printer.close();
});

describe("a printer that stops", () => {
  beforeEach(async () => {
    await begin();
    await dial();
  });

  test.each([
    ["paper-out", [0x1a, 0x32, 0x7e]],
    ["cover-open", [0x1a, 0x16, 0x12]],
    ["offline", [0x1a, 0x12, 0x12]],
  ])("with %s says so, keeps the job, and prints it when the fault ends", async (name, status) => {
    await put(name);
    socket.write(JOB + FENCE);
    for (const n of [1, 2, 4]) socket.write(question(n));
    await hears(...status);
    expect(printer.tickets()).toEqual([]);
    await mend(name);
    await hears(...status, 0);
    expect(texts()).toEqual([8]);
  });

  test("keeps the job also when its sender has gone, and answers the next one meanwhile", async () => {
    await put("paper-out");
    socket.end(JOB);
    await once(socket, "close");
    await dial();
    socket.write(question(4));
    await hears(0x7e);
    await mend("paper-out");
    expect((await printer.waitForTickets(1)).map(({ partial }) => partial)).toEqual([false]);
  });

  test("after so many millimetres of paper stops within the ticket", async () => {
    // Three lines of 30 dots are 11 mm.
    await put("paper-out", { afterMm: 11 });
    socket.write(JOB);
    await expect
      .poll(async () => (await state()).sensors, { timeout: 10_000 })
      .toMatchObject({
        paperOut: true,
      });
    socket.write(question(4));
    await hears(0x7e);
    expect(printer.tickets()).toEqual([]);
    await mend("paper-out");
    expect((await printer.waitForTickets(1))[0]?.text).toHaveLength(8);
  });
});

describe("a printer that goes on", () => {
  beforeEach(async () => {
    await begin();
    await dial();
  });

  test("warns of paper near its end", async () => {
    await put("near-end");
    socket.write(JOB + FENCE);
    await hears(0x03);
    socket.write(question(4));
    await hears(0x03, 0x1e);
    expect(texts()).toEqual([8]);
  });

  test("slowly answers the fence when the paper is out, not before", async () => {
    await put("slow", { bytesPerSecond: 400 });
    const began = performance.now();
    socket.write(JOB + FENCE);
    await hears(0);
    expect(performance.now() - began).toBeGreaterThan(350);
  });

  test("that does not read answers nothing, and everything once it reads again", async () => {
    await put("stops-reading");
    socket.write(question(1));
    socket.write(JOB);
    // Its other port answers meanwhile.
    for (let round = 0; round < 5; round++) await state();
    expect([heard.length, printer.tickets()]).toEqual([0, []]);
    await mend("stops-reading");
    await hears(0x12);
    await printer.waitForTickets(1);
  });

  test("resets within a job: the sender hears a reset, the paper is torn", async () => {
    await put("resets", { afterBytes: 50 });
    socket.write(JOB);
    const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
    expect(error.code).toBe("ECONNRESET");
    expect(printer.tickets()).toMatchObject([{ partial: true, cut: false }]);
    expect(printer.tickets()[0]?.text[0]).toBe("twenty letters in it");
  });

  test("prints half a ticket and hangs up in good order, the fence unanswered", async () => {
    await put("half-ticket", { afterBytes: 80 });
    socket.write(JOB + FENCE);
    await once(socket, "end");
    expect(heard).toHaveLength(0);
    expect(printer.tickets()).toMatchObject([{ partial: true }]);
    expect(texts()).toEqual([4]);
  });

  test("lies: out of paper it says it is well, and leaves the fence unanswered", async () => {
    await put("paper-out");
    await put("lies-about-status", { says: "well" });
    socket.write(JOB + FENCE);
    for (const n of [1, 2, 4]) socket.write(question(n));
    await hears(0x12, 0x12, 0x12);
    expect(printer.tickets()).toEqual([]);
  });

  test("lies: well it says it is out of paper, and prints", async () => {
    await put("lies-about-status", { says: "paper-out" });
    socket.write(question(4));
    await hears(0x7e);
    socket.write(JOB);
    await printer.waitForTickets(1);
  });

  test("without replies prints, and says nothing", async () => {
    await put("no-replies");
    socket.write(question(1));
    socket.write(JOB + FENCE);
    await printer.waitForTickets(1);
    expect(heard).toHaveLength(0);
  });

  test("takes a job that vanishes: well when asked at once, silent behind the job, no paper", async () => {
    await put("vanishes");
    socket.write(JOB + FENCE);
    socket.write(question(1));
    await hears(0x12);
    expect(printer.tickets()).toEqual([]);
  });
});

describe("a profile", () => {
  const ASKED = `\x1dI\x43${JOB}\x1d(H\x06\x00001234${FENCE}`;

  test("epson tells its name, and gives a process id back before the fence", async () => {
    await begin({ profile: "epson" });
    await dial();
    socket.write(ASKED);
    await hears(...Buffer.from("_TM-VIRTUAL\0\x37\x221234\0\0", "latin1"));
  });

  test("epson tells each change by itself once it was told to, until it is reset", async () => {
    await begin({ profile: "epson" });
    await dial();
    socket.write("\x1da\xff", "latin1");
    await hears(0x10, 0, 0, 0);
    await put("cover-open");
    await hears(0x10, 0, 0, 0, 0x38, 0, 0, 0);
    await mend("cover-open");
    await hears(0x10, 0, 0, 0, 0x38, 0, 0, 0, 0x10, 0, 0, 0);
    socket.write(`\x1b@${FENCE}`);
    await hears(0x10, 0, 0, 0, 0x38, 0, 0, 0, 0x10, 0, 0, 0, 0);
    await put("near-end");
    socket.write(FENCE);
    await hears(0x10, 0, 0, 0, 0x38, 0, 0, 0, 0x10, 0, 0, 0, 0, 0x03);
  });

  test("clone answers real-time questions and the fence only", async () => {
    await begin({ profile: "clone" });
    await dial();
    socket.write(ASKED);
    await hears(0);
  });

  test("sink answers nothing", async () => {
    await begin({ profile: "sink" });
    await dial();
    socket.write(question(1));
    socket.write(ASKED);
    await printer.waitForTickets(1);
    expect(heard).toHaveLength(0);
  });

  test("strict marks a job with an unknown command as bad, and a test that waits for it fails", async () => {
    await begin({ strict: true });
    await dial();
    socket.end(`a\x1dX\n${CUT}`);
    await expect(printer.waitForTickets(1)).rejects.toThrow("ticket 1 has 1 unknown commands");
    expect(await state()).toMatchObject({ bad: [1], unknown: 1 });
    expect(await said("verdict")).toEqual([1, "bad jobs: 1\n"]);
  });
});

describe("faults over HTTP and the command line", () => {
  beforeEach(() => begin());

  test.each([
    ["unknown-fault", 404, "fire", undefined],
    ["invalid-fault", 400, "slow", '{"bytesPerSecond":0}'],
    ["invalid-fault", 400, "offline", '{"speed":1}'],
    ["malformed-json", 400, "slow", "{"],
    ["body-too-large", 413, "slow", `"${"x".repeat(5_000)}"`],
  ])("%s is a coded refusal", async (error, status, name, body) => {
    const response = await fetch(`${printer.httpUrl}/faults/${name}`, {
      method: "PUT",
      ...(body === undefined ? {} : { body }),
    });
    expect([response.status, await response.json()]).toMatchObject([status, { error }]);
  });

  test("all end at once", async () => {
    for (const name of FAULT_NAMES) expect((await put(name)).status).toBe(200);
    await fetch(`${printer.httpUrl}/faults`, { method: "DELETE" });
    expect((await state()).faults.filter(({ on }) => on)).toEqual([]);
  });

  test("every fault has its switch on the page and its row in the document", async () => {
    const page = await (await fetch(printer.httpUrl)).text();
    const document = readFileSync(
      new URL("../../docs/virtual-printer.md", import.meta.url),
      "utf8",
    );
    for (const name of FAULT_NAMES) {
      expect(page).toContain(`data-fault="${name}"`);
      expect(document).toContain(`| \`${name}\` |`);
    }
  });

  test("the document's commands work as they stand there", async () => {
    const document = readFileSync(
      new URL("../../docs/virtual-printer.md", import.meta.url),
      "utf8",
    );
    const lines = [...document.matchAll(/^printermaster-virtual-printer (.+?)(?: +#.*)?$/gm)];
    const verbs = lines
      .map(([, line = ""]) => line.split(" "))
      .filter(([verb]) => verb !== "start");
    expect(verbs.length).toBeGreaterThan(4);
    for (const words of verbs) expect((await said(...words))[0], words.join(" ")).toBe(0);
    const requests = [
      ...document.matchAll(/^curl -X (\w+) http:\/\/127\.0\.0\.1:9200(\/\S+)(?: -d '(.+)')?$/gm),
    ];
    expect(requests.length).toBeGreaterThan(2);
    for (const [, method = "", path = "", body] of requests) {
      const sent = body === undefined ? {} : { body };
      expect((await fetch(`${printer.httpUrl}${path}`, { method, ...sent })).ok, path).toBe(true);
    }
  });

  test("what is not understood is answered with the usage", async () => {
    expect(await said("dance")).toEqual([2, expect.stringContaining("Usage:")]);
    expect(await said("fault", "fire")).toEqual([1, expect.stringContaining("unknown-fault")]);
  });
});

async function state() {
  return (await (await fetch(`${printer.httpUrl}/state`)).json()) as {
    sensors: object;
    faults: { name: string; on: boolean }[];
  };
}

async function said(...words: string[]): Promise<[number, string]> {
  let text = "";
  const out = { write: (more: string) => (text += more) };
  const code = await command(words, { PM_PRINTER_URL: printer.httpUrl }, out, out);
  return [code, text];
}
