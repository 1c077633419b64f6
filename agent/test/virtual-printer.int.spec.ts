// A bug here would look like this: tests believe in paper that a real printer would not have given, or miss a ticket that was printed twice.
import { fork, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DEFAULT_PRINTER_PROFILE } from "@printermaster/contracts";
import { composeDocument, decodeEscPos, renderSvg } from "@printermaster/receipts";
import { startVirtualPrinter } from "../src/virtual-printer/index.ts";
import type { VirtualPrinter } from "../src/virtual-printer/index.ts";

const MAIN = fileURLToPath(new URL("../src/virtual-printer/main.ts", import.meta.url));
const SOURCE = "--conditions=@printermaster/source";
const CUT = "\x1dV\x00";

const slip = (text: string) => composeDocument({ kind: "text", text }, DEFAULT_PRINTER_PROFILE);

async function open(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  return socket;
}

async function send(port: number, ...parts: (Uint8Array | string)[]): Promise<void> {
  const socket = await open(port);
  for (const part of parts) socket.write(part);
  socket.end().resume();
  await once(socket, "close");
}

/** The next `count` bytes the printer says. */
async function answer(socket: Socket, count: number): Promise<number[]> {
  const bytes: number[] = [];
  while (bytes.length < count) bytes.push(...((await once(socket, "data")) as [Buffer])[0]);
  return bytes;
}

describe("the virtual printer", () => {
  let printer: VirtualPrinter;
  beforeEach(async () => {
    printer = await startVirtualPrinter({
      id: "kitchen1",
      name: "Küche <1>",
      port: 0,
      httpPort: 0,
    });
  });
  afterEach(() => printer.close());

  const get = (path: string) => fetch(`${printer.httpUrl}${path}`);

  test("stays set over a cut as it was: alphabet, size and place, until it is reset", async () => {
    const set = Buffer.from("\x1b@\x1bt\x11\x1ba\x01\x1d!\x11\x8f\n" + CUT, "latin1");
    const second = Buffer.from("\xa0\n" + CUT, "latin1");
    const third = Buffer.from("\x1b@\xa0\n" + CUT, "latin1");
    await send(printer.port, Buffer.concat([set, second, third]));
    const tickets = await printer.waitForTickets(3);
    expect(tickets.map((ticket) => ticket.text)).toEqual([["П"], ["а"], ["á"]]);
    const whole = decodeEscPos(Buffer.concat([set, second]));
    const placed = /<g transform="translate\(\d+ 0\) scale\(2 2\)"/.exec(renderSvg(whole))?.[0];
    expect(tickets[1]?.svg).toContain(placed ?? "in the middle, twice as large");
  });

  test("keeps of a job exactly the bytes that were composed", async () => {
    const bytes = await slip("Käse 10 €");
    await send(printer.port, bytes);
    const [ticket] = await printer.waitForTickets(1);
    expect(ticket).toMatchObject({ number: 1, partial: false, cut: true, text: ["Käse 10 €"] });
    expect(ticket?.hex).toBe(Buffer.from(bytes).toString("hex"));
    expect(ticket?.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
  });

  test("answers every real-time question at once, even within a command", async () => {
    const socket = await open(printer.port);
    const bytes = await slip("one");
    socket.write(bytes.subarray(0, 4)); // within ESC t n
    for (const n of [1, 2, 3, 4]) {
      socket.write(Uint8Array.of(0x10, 0x04, n));
      expect((await answer(socket, 1)).map((byte) => byte & 0x93)).toEqual([0x12]);
    }
    socket.destroy();
  });

  test("answers GS r when everything before it is on the paper", async () => {
    const socket = await open(printer.port);
    socket.write(await slip("one"));
    socket.write(Uint8Array.of(0x1d, 0x72, 1));
    expect(await answer(socket, 1)).toEqual([0x00]);
    expect(printer.tickets().map((ticket) => ticket.text)).toEqual([["one"]]);
    socket.write(await slip("two"));
    socket.end();
    const [, second] = await printer.waitForTickets(2);
    expect(second?.hex).toBe(Buffer.from(await slip("two")).toString("hex"));
  });

  test("serves one connection at a time, the others wait with their data", async () => {
    const first = await open(printer.port);
    first.write("first\n");
    const second = send(printer.port, await slip("second"));
    // Each round trip lets the printer look at all its sockets: a second one being served would print meanwhile.
    for (let trip = 0; trip < 10; trip++) {
      first.write(Uint8Array.of(0x10, 0x04, 1));
      await answer(first, 1);
    }
    expect(printer.tickets()).toEqual([]);
    first.end(CUT);
    await second;
    expect((await printer.waitForTickets(2)).map((ticket) => ticket.text)).toEqual([
      ["first"],
      ["second"],
    ]);
  });

  test("a connection reset within a job leaves a partial ticket, and the next job prints", async () => {
    const socket = await open(printer.port);
    socket.write("torn");
    socket.write(Uint8Array.of(0x10, 0x04, 1));
    await answer(socket, 1);
    socket.resetAndDestroy();
    await printer.waitForTickets(1);
    await send(printer.port, await slip("whole"));
    expect(await printer.waitForTickets(2)).toMatchObject([
      { text: ["torn"], partial: true, cut: false },
      { text: ["whole"], partial: false, cut: true },
    ]);
  });

  test("a connection that ends orderly without a cut leaves an uncut ticket, one within a command a partial one", async () => {
    await send(printer.port, "no cutter\n\x1bd\x04");
    await send(printer.port, "half a command\x1d(k\xff");
    expect(await printer.waitForTickets(2)).toMatchObject([
      { partial: false, cut: false },
      { partial: true, cut: false },
    ]);
  });

  test("a connection that only asks for status leaves no ticket", async () => {
    await send(printer.port, "\x1b@\x10\x04\x01\x1dr\x01");
    await send(printer.port, await slip("paper"));
    expect((await printer.waitForTickets(1)).map((ticket) => ticket.text)).toEqual([["paper"]]);
  });

  test("survives garbage without a cut and tears it off by the megabyte", async () => {
    const garbage = Buffer.alloc(2_500_000, 0x41);
    await send(printer.port, garbage);
    await send(
      printer.port,
      Uint8Array.from({ length: 20_000 }, (_, index) => (index * 7919) >> 3),
    );
    await send(printer.port, await slip("still here"));
    expect(
      printer
        .tickets()
        .slice(0, 3)
        .map((ticket) => ticket.partial),
    ).toEqual([true, true, false]);
    expect(printer.tickets().at(-1)).toMatchObject({ text: ["still here"], partial: false });
  });

  test("keeps the last 200 tickets", async () => {
    const slips = Array.from({ length: 203 }, (_, index) => slip(`no ${index + 1}`));
    await send(printer.port, ...(await Promise.all(slips)));
    const tickets = await printer.waitForTickets(200);
    expect([tickets.length, tickets[0]?.number, tickets.at(-1)?.text]).toEqual([
      200,
      4,
      ["no 203"],
    ]);
  });

  test("says how many tickets it has when too few came", async () => {
    await expect(printer.waitForTickets(1, 20)).rejects.toThrow("0 of 1 tickets after 20 ms");
  });

  test("lists its tickets newest first and shows each as SVG, PNG and JSON", async () => {
    await send(printer.port, await slip("one"), await slip("two <b>"));
    const list = await (await get("/tickets")).json();
    expect(list).toMatchObject([
      { number: 2, text: ["two <b>"], partial: false, url: "/tickets/2.svg" },
      { number: 1, text: ["one"] },
    ]);
    const svg = await get("/tickets/2.svg");
    expect(svg.headers.get("content-type")).toBe("image/svg+xml");
    expect(await svg.text()).toContain("&lt;b&gt;");
    const png = Buffer.from(await (await get("/tickets/1.png")).arrayBuffer());
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(await (await get("/tickets/1.json")).json()).toMatchObject({
      number: 1,
      hex: Buffer.from(await slip("one")).toString("hex"),
    });
  });

  test("shows of a job the picture that is drawn of its document elsewhere", async () => {
    const bytes = await slip("Käse 10 €\n宫保鸡丁");
    await send(printer.port, bytes);
    await printer.waitForTickets(1);
    const drawn = renderSvg(decodeEscPos(bytes, { columns: 48 }), { columns: 48 });
    expect(await (await get("/tickets/1.svg")).text()).toBe(drawn);
  });

  test("answers what it does not have with 404 in JSON", async () => {
    for (const path of ["/nothing", "/tickets/1.svg", "/tickets/x.svg", "/tickets/1.gif"]) {
      const response = await get(path);
      expect([response.status, await response.json()]).toMatchObject([
        404,
        { error: "not-found", path },
      ]);
    }
  });

  test("clears its roll on demand and numbers go on", async () => {
    await send(printer.port, await slip("one"));
    await fetch(`${printer.httpUrl}/tickets`, { method: "DELETE" });
    expect(printer.tickets()).toEqual([]);
    await send(printer.port, await slip("two"));
    expect(printer.tickets().map((ticket) => ticket.number)).toEqual([2]);
  });

  test("its page escapes the printer's name, loads nothing from elsewhere and hears of each change", async () => {
    const html = await (await get("/")).text();
    expect(html).toContain("<h1>Küche &#60;1&#62;</h1>");
    expect(html).not.toMatch(/https?:\/\//);
    for (const path of ["/roll.js", "/roll.css", "/health"])
      expect((await get(path)).status).toBe(200);
    const reader = (await get("/events")).body!.getReader();
    await reader.read();
    await send(printer.port, await slip("one"));
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("data: changed\n\n");
    await reader.cancel();
  });
});

describe("the virtual printer as a process", () => {
  const started: ChildProcess[] = [];
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "virtual-printer-"));
  });
  afterEach(async () => {
    for (const child of started.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
    await rm(dataDir, { recursive: true, force: true });
  });

  const env = (changes: Record<string, string> = {}) => ({
    PATH: process.env["PATH"],
    PM_PRINTER_ID: "kitchen1",
    PM_PRINTER_NAME: "Küche 1",
    PM_PRINTER_PORT: "0",
    PM_HTTP_PORT: "0",
    PM_DATA_DIR: dataDir,
    ...changes,
  });

  function launch(changes?: Record<string, string>) {
    const child = spawn(process.execPath, [SOURCE, MAIN], {
      env: env(changes),
      stdio: ["ignore", "pipe", "pipe"],
    });
    started.push(child);
    return child;
  }

  async function listening(child: ChildProcess): Promise<{ port: number; httpUrl: string }> {
    const [line] = (await once(child.stdout!, "data")) as [Buffer];
    return JSON.parse(line.toString()) as { port: number; httpUrl: string };
  }

  test("says where it listens, and its paper outlives a kill and a clean end", async () => {
    const first = launch();
    const { port } = await listening(first);
    await send(port, await slip("one"));
    first.kill("SIGKILL");
    await once(first, "exit");

    const second = launch();
    const { port: nextPort, httpUrl } = await listening(second);
    await send(nextPort, await slip("two"));
    expect(await (await fetch(`${httpUrl}/tickets`)).json()).toMatchObject([
      { number: 2, text: ["two"] },
      { number: 1, text: ["one"] },
    ]);
    second.kill("SIGTERM");
    expect((await once(second, "exit"))[0]).toBe(0);
  });

  test("stops with 2 and a readable list when its environment is wrong", async () => {
    const child = launch({ PM_PRINTER_PORT: "70000", PM_HTTP_PORT: "", PM_PRINTER_ID: "" });
    const said = textOf(child.stderr);
    expect((await once(child, "exit"))[0]).toBe(2);
    for (const name of ["PM_PRINTER_PORT", "PM_HTTP_PORT", "PM_PRINTER_ID"])
      expect(await said).toContain(`  ${name}: `);
  });

  test("ends when its parent is gone", async () => {
    const child = fork(MAIN, { env: env(), execArgv: [SOURCE], silent: true });
    started.push(child);
    await listening(child);
    child.disconnect();
    expect((await once(child, "exit"))[0]).toBe(0);
  });
});
