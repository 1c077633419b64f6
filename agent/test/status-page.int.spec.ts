/** A bug here would look like: a web page somewhere that prints in a kitchen, or reads what its guests ordered. */
import { createLog } from "@printermaster/runtime";
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SqliteSpool } from "../src/adapters/sqlite-spool.ts";
import { tcpPrinter } from "../src/adapters/tcp-printer.ts";
import { PrinterTeam } from "../src/discovery/printer-team.ts";
import { LogTail } from "../src/status-page/adapters/log-tail.ts";
import { doorFile } from "../src/status-page/adapters/door-file.ts";
import { AgentStatus } from "../src/status-page/agent-status.ts";
import { openStatusPage } from "../src/status-page/open-status-page.ts";
import { startVirtualPrinter, type VirtualPrinter } from "../src/virtual-printer/index.ts";
import { completed, job } from "./given.ts";

let folder: string;
let spool: SqliteSpool;
let paper: VirtualPrinter;
let page: { port: number; stop: () => void };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "status-page-"));
  spool = new SqliteSpool(folder, Date.now);
  paper = await startVirtualPrinter({ id: "kitchen", name: "Kitchen", port: 0, httpPort: 0 });
  const logTail = new LogTail();
  const log = createLog("agent", "test", "silent");
  const printers = new PrinterTeam({
    spool,
    bridge: { progress: () => {} },
    onOutcome: () => {},
    onPrinter: () => {},
    patienceMs: 1000,
    now: Date.now,
    chance: Math.random,
    log,
  });
  const kitchen = {
    printerId: "kitchen",
    name: "Kitchen",
    columns: 48,
    host: "127.0.0.1",
  } as const;
  printers.add(
    tcpPrinter({ ...kitchen, port: paper.port }),
    "configured",
    `127.0.0.1:${paper.port}`,
  );
  logTail.hear('{"msg":"something happened"}\n');
  page = await openStatusPage({
    port: 0,
    folder,
    agent: { version: "1.0.0", instance: "test", deviceId: "till1", paired: false },
    spool,
    printers,
    cloud: () => ({
      connected: false,
      transport: "websocket",
      quality: "poor",
      lostInLastHour: 0,
      endpoints: [],
    }),
    load: () => ({ cpu: 0, memoryMb: 1, delayMs: 0 }),
    now: Date.now,
    logTail,
  });
});
afterEach(async () => {
  page.stop();
  await paper.close();
  spool.close();
  rmSync(folder, { recursive: true });
});

interface Ask {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** By hand, as `fetch` names the host by itself. */
async function ask(path: string, { method = "GET", headers = {}, body }: Ask = {}) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: Buffer }>();
  const options = { port: page.port, host: "127.0.0.1", path, method, headers };
  const asked = request(options, (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("end", () =>
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }),
    );
  });
  asked.on("error", reject);
  asked.end(body === undefined ? undefined : JSON.stringify(body));
  return promise;
}
const codeOf = ({ body }: { body: Buffer }) =>
  (JSON.parse(body.toString()) as { error?: { code: string } }).error?.code;

describe("the status page", () => {
  const token = () => doorFile(folder).read()!.token;

  it("tells how the agent is, of its queue, and draws its last tickets", async () => {
    const at = Date.now();
    for (const jobId of ["job1", "job2"])
      spool.commit(jobId, [{ type: "JobSpooled", job: job({ jobId }), at }]);
    spool.commit("job1", [
      { type: "PrintingBegan", attempt: 1, at },
      { type: "AttemptFinished", attempt: 1, outcome: completed, at },
    ]);
    const status = AgentStatus.parse(JSON.parse((await ask("/status.json")).body.toString()));
    expect(status.queue.map(({ jobId, state }) => [jobId, state])).toEqual([
      ["job1", "finished"],
      ["job2", "spooled"],
    ]);
    expect(status.tickets).toMatchObject([{ jobId: "job1", outcome: { proof: "fenced" } }]);
    expect(status.printers).toMatchObject([
      { printerId: "kitchen", waiting: 1, source: "configured" },
    ]);
    const picture = await ask("/tickets/job1/1.svg");
    expect(picture.body.toString()).toMatch(/^<svg .*coffees/s);
    expect((await ask("/tickets/job9/1.svg")).status).toBe(404);
  });

  it.each(["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example"])(
    "answers nobody who calls it %s",
    async (host) => {
      const refused = await ask("/status.json", { headers: { host } });
      expect([refused.status, codeOf(refused)]).toEqual([403, "foreign-host"]);
    },
  );

  it("prints a slip for its own page, and for nobody else's", async () => {
    const order = { method: "POST", body: { printerId: "kitchen" } };
    const own = `http://127.0.0.1:${page.port}`;
    const alien = { "x-page-token": token(), origin: "https://evil.example" };
    expect(codeOf(await ask("/print", order))).toBe("no-token");
    expect(codeOf(await ask("/print", { ...order, headers: { "x-page-token": "guessed" } }))).toBe(
      "no-token",
    );
    expect(codeOf(await ask("/print", { ...order, headers: alien }))).toBe("foreign-origin");
    expect(codeOf(await ask("/print", { ...order, method: "PUT" }))).toBe("not-allowed");
    expect(paper.tickets()).toEqual([]);
    const headers = { "x-page-token": token(), origin: own };
    const printed = await ask("/print", { ...order, headers });
    expect(JSON.parse(printed.body.toString())).toMatchObject({ kind: "printed" });
    expect(paper.tickets().map(({ text }) => text.join("\n"))).toEqual([
      expect.stringContaining("TEST PAGE"),
    ]);
  });

  it("refuses what it cannot print, with a code", async () => {
    const headers = { "x-page-token": token() };
    const send = (body: unknown) => ask("/print", { method: "POST", headers, body });
    expect(codeOf(await send({}))).toBe("invalid-payload");
    expect(codeOf(await send({ printerId: "bar" }))).toBe("unknown-printer");
    expect(
      codeOf(
        await send({ printerId: "kitchen", document: { kind: "text", text: "x".repeat(2e6) } }),
      ),
    ).toBe("invalid-payload");
  });

  it("packs for support what happened, and no secret", async () => {
    process.env["PM_LICENSE_KEY"] = "very-secret-licence";
    process.env["PM_GATEWAY_URLS"] = "https://user:very-secret-word@cloud.example";
    const bundle = gunzipSync((await ask("/support-bundle.tar.gz")).body).toString();
    delete process.env["PM_LICENSE_KEY"];
    delete process.env["PM_GATEWAY_URLS"];
    expect(bundle).toContain("something happened");
    expect(bundle).toContain('"PM_LICENSE_KEY": "(set)"');
    expect(bundle).not.toContain("very-secret");
  });
});
