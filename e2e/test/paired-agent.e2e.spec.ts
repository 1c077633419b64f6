/** A bug here would look like: a branch that cannot print with its own key, or a thief that prints with it. */
import { cp, chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AgentList, PairingCode, type Job } from "@printermaster/contracts";
import type { Stack } from "@printermaster/infra";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AgentProcess } from "../src/agent-conformance/agent-process.ts";
import { PaperSink } from "../src/agent-conformance/paper-sink.ts";
import { chromiumArguments, chromiumPath } from "../src/chromium.ts";
import { Client } from "../src/client.ts";
import { freshStack } from "../src/fresh-stack.ts";
import { until } from "../src/patience.ts";

const PROGRAM = fileURLToPath(new URL("../../agent/dist/printermaster-agent.js", import.meta.url));
const COMMAND = [process.execPath, PROGRAM];

let stack: Stack;
let client: Client;
let folder: string;
let agent: AgentProcess;
let deviceId: string;
const paper = new PaperSink();
const others: AgentProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paired-agent-"));
  [stack] = await Promise.all([freshStack({ gateways: 2 }), paper.switchOn()]);
  client = await Client.logIn(stack);
  agent = new AgentProcess(COMMAND, environment("own"));
});
afterAll(async () => {
  for (const one of [agent, ...others]) await one?.end("SIGKILL");
  await Promise.all([stack?.stop(), paper.switchOff()]);
  await rm(folder, { recursive: true, force: true });
});

const branchId = () => stack.printers[0]!.branchId;

/** No company, no branch, no licence: those come with the key. */
function environment(name: string) {
  const printer = { id: "paired", name: "Paired", kind: "tcp", host: "127.0.0.1" };
  return {
    PM_GATEWAY_URLS: stack.gatewayUrls.join(","),
    PM_DATA_DIR: join(folder, name),
    PM_PRINTERS: JSON.stringify([{ ...printer, port: paper.port }]),
    PM_INSTANCE: name,
  };
}

async function pair(name: string, code: string): Promise<AgentProcess> {
  const pairing = new AgentProcess([...COMMAND, "pair", code], environment(name));
  pairing.start();
  await until("the end of the pairing", () => pairing.exitCode !== undefined);
  return pairing;
}

async function newCode(): Promise<string> {
  const { body } = await client.http("POST", "/v1/pairing-codes", {
    branchId: branchId(),
    name: "Till 2",
  });
  return PairingCode.parse(body).code;
}

async function print(text: string, printerId = "paired"): Promise<Job> {
  const order = { printerId, branchId: branchId(), document: { kind: "text", text } };
  const { status, body } = await client.submitByHttp(text, order);
  expect(status, JSON.stringify(body)).toBe(201);
  return (body as { job: Job }).job;
}

async function endOf(jobId: string) {
  await until("its end", async () => (await client.job(jobId)).job.status === "completed");
  return (await client.job(jobId)).timeline.at(-1)!;
}

const connected = async () => {
  const { agents } = AgentList.parse((await client.http("GET", "/v1/agents")).body);
  return agents.find((one) => one.deviceId === deviceId)?.connected;
};

it("an agent is paired by its command, once for each code", async () => {
  const code = await newCode();
  const pairing = await pair("own", code.toLowerCase());
  expect(pairing.exitCode, pairing.output).toBe(0);
  deviceId = /Paired as (\w+) of branch/.exec(pairing.output)?.[1] ?? "";
  const second = await pair("second", code);
  expect(second.exitCode).toBe(1);
  expect(second.output).toContain("unknown-pairing-code");
});

it("prints go through it, signed, and through an agent with a licence as before", async () => {
  agent.start();
  await until("its session", connected);
  await until("its printer", async () => {
    const { body } = await client.http("GET", "/v1/printers");
    return JSON.stringify(body).includes('"paired"');
  });
  const { jobId } = await print("Two coffees, signed");
  await paper.printed("Two coffees, signed");
  expect(await endOf(jobId)).toMatchObject({ type: "PrintCompleted", signed: true });
  expect((await client.job(jobId)).job.agentId).toBe(deviceId);
  const licensed = await print("Two coffees, unsigned", stack.printers[0]!.id);
  expect(await endOf(licensed.jobId)).toMatchObject({ type: "PrintCompleted", signed: false });
});

it("its key does not work on another installation, nor where others can read it", async () => {
  const key = join(folder, "own", "device-key.json");
  const stolen = join(folder, "second", "device-key.json");
  await cp(key, stolen);
  await chmod(stolen, 0o600);
  const thief = new AgentProcess(COMMAND, environment("second"));
  others.push(thief);
  thief.start();
  await until("its refusal", () => thief.output.includes("second-installation"));
  expect(await connected()).toBe(true);
  await thief.end("SIGKILL");
  await chmod(stolen, 0o644);
  thief.start();
  await until("its end", () => !thief.isRunning);
  expect(thief.output).toContain("may be read by others");
});

it.skipIf(!chromiumPath)("an owner reads a code at the dashboard, and it works", async () => {
  const browser = await chromium.launch({ executablePath: chromiumPath!, args: chromiumArguments });
  try {
    const page = await browser.newPage();
    const [user] = stack.demo.users;
    await page.goto(stack.url);
    await page.getByLabel("E-mail address").fill(user!.email);
    await page.getByLabel("Password").fill(user!.password);
    await page.getByRole("button", { name: "Log in" }).click();
    const branch = stack.demo.branches.find(({ id }) => id === branchId())!;
    const section = page.getByRole("region", { name: branch.name });
    await section.getByRole("button", { name: "Pair an agent" }).click();
    const dialog = page.getByRole("dialog", { name: `Pair an agent with ${branch.name}` });
    await dialog
      .getByRole("timer")
      .getByText(/^(10:00|9:\d\d) left$/)
      .waitFor();
    const code = (await dialog.locator("[data-pairing-code]").textContent()) ?? "";
    const pairing = await pair("third", code);
    expect(pairing.exitCode, pairing.output).toBe(0);
    await dialog.getByRole("button", { name: "Close" }).click();
    await dialog.waitFor({ state: "detached" });
  } finally {
    await browser.close();
  }
});

it("revoked, it is cut, and what is sent to it waits", async () => {
  expect((await client.http("DELETE", `/v1/devices/${deviceId}`)).status).toBe(204);
  await until("the cut", async () => !(await connected()));
  const { jobId } = await print("Nobody prints this");
  await until("it is held", async () => {
    const { status, reason } = (await client.job(jobId)).job;
    return status === "pending-held" && reason === "service-off-line";
  });
  await until("its refusals", () => /credential-revoked|unauthenticated/.test(agent.output));
  expect(paper.countOf("Nobody prints this")).toBe(0);
});
