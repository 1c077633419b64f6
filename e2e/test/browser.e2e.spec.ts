/** A bug here would look like: a page that says "completed" without paper, or paper without the page knowing. */
import { chromium, type Browser, type Page } from "playwright-core";
import type { Stack } from "@printermaster/infra";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumArguments, chromiumPath } from "../src/chromium.ts";
import { Client } from "../src/client.ts";
import { freshStack } from "../src/fresh-stack.ts";
import { startOtlpReceiver, type OtlpReceiver } from "../src/otlp-receiver.ts";
import { ticketsOf, ticketsWith } from "../src/paper.ts";
import { until } from "../src/patience.ts";

// Runs wherever a Chromium is found (CHROMIUM_BIN or PATH); elsewhere there is nothing to click with.
describe.skipIf(!chromiumPath)("a person at the dashboard", () => {
  let receiver: OtlpReceiver;
  let stack: Stack;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    stack = await freshStack({ gateways: 2, otlpEndpoint: receiver.endpoint });
    browser = await chromium.launch({ executablePath: chromiumPath!, args: chromiumArguments });
    page = await browser.newPage();
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
    receiver?.close();
  });

  const cardOf = (name: string) => page.getByRole("article", { name });
  const runOf = (name: string) => page.getByRole("region", { name: `Test print on ${name}` });

  it("is told when the password is wrong, and comes in with the right one", async () => {
    const [user] = stack.demo.users;
    await page.goto(stack.url);
    await page.getByLabel("E-mail address").fill(user!.email);
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("alert").waitFor();
    problems.length = 0; // The browser itself reports the refused request.
    await page.getByLabel("Password").fill(user!.password);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.locator("[data-link=live]").waitFor();
    await cardOf(stack.printers[0]!.name).waitFor();
  });

  it("clicks a test print and sees its steps, its proof and the very ticket that lies in the tray", async () => {
    const { id, name } = stack.printers[0]!;
    await cardOf(name).getByRole("button", { name: "Test print" }).click();
    const run = runOf(name);
    await run.locator('[data-step="completed"][data-state="done"]').waitFor({ timeout: 30_000 });
    await run.getByRole("img", { name: /^Ticket/ }).waitFor();
    await run.locator("figcaption[data-paper=exact]").waitFor();

    const [ticket] = await ticketsOf(stack, id);
    const words = ticket!.text.join("\n");
    expect(words).toContain(name);
    const ids = await run.textContent();
    expect(words.split(/\s+/).some((word) => word.length > 20 && ids!.includes(word))).toBe(true);
  });

  it("clicks again at once and sees the first test's result, not a second ticket", async () => {
    const { id, name } = stack.printers[0]!;
    const before = await page.locator("tr[data-job]").count();
    await cardOf(name).getByRole("button", { name: "Test print" }).click();
    const run = runOf(name);
    await run.locator('[data-step="completed"][data-state="done"]').waitFor({ timeout: 30_000 });
    await run.getByRole("img", { name: /^Ticket/ }).waitFor();
    expect(await page.locator("tr[data-job]").count()).toBe(before);
    expect(ticketsWith(await ticketsOf(stack, id), name)).toHaveLength(1);
  });

  it("has clicked the first span of a trace that ends at the printer", async () => {
    const click = await until("the click's span", () =>
      receiver.spans.find(({ name }) => name === "print.click"),
    );
    expect(click).toMatchObject({ service: "printermaster-dashboard", parentSpanId: undefined });
    await until("the printer's span in the same trace", () =>
      receiver.spans.some((span) => span.name === "agent.write" && span.traceId === click.traceId),
    );
  });

  it("sees a job wait for an absent agent, and print when it returns", async () => {
    const { id, name } = stack.printers[1]!;
    await stack.halt("agent-1");
    await cardOf(name).locator("[data-agent=away]").waitFor();
    await cardOf(name).getByRole("button", { name: "Test print" }).click();
    const run = runOf(name);
    await run.locator('[data-step="waiting"]').waitFor();
    await stack.restart("agent-1");
    await run.locator('[data-step="completed"][data-state="done"]').waitFor({ timeout: 60_000 });
    expect(ticketsWith(await ticketsOf(stack, id), name)).toHaveLength(1);
  });

  it("sees a printer that nobody can reach as stopped, and its receipt printed when it is back", async () => {
    const { id, name, branchId } = stack.printers[1]!;
    const process = id.replace(/^printer/, "printer-");
    const client = await Client.logIn(stack);
    await stack.halt(process);
    const document = { kind: "text", text: "Printed in the end" };
    await client.submitByHttp("outage", { printerId: id, branchId, document });
    await cardOf(name)
      .locator("[data-printer-state=stopped]")
      .filter({ hasText: "cannot be reached" })
      .waitFor({ timeout: 60_000 });
    await stack.restart(process);
    await cardOf(name).locator("[data-printer-state=idle]").waitFor({ timeout: 60_000 });
    await until(
      "the ticket",
      async () => {
        const printed = ticketsWith(await ticketsOf(stack, id), "Printed in the end");
        return printed.length === 1;
      },
      60_000,
    );
  });

  it("finds both in the list of recent jobs, with their history", async () => {
    const rows = page.locator("tr[data-job][data-status=completed]");
    await rows.nth(1).waitFor();
    await rows.first().getByRole("link").first().click();
    const dialog = page.getByRole("dialog");
    await dialog.locator('[data-event="PrintCompleted"]').waitFor();
    await dialog.getByRole("img", { name: /^Ticket/ }).waitFor();
    await dialog.getByRole("button", { name: "Close" }).click();
    await dialog.waitFor({ state: "hidden" });
  });

  it("meets no error of the page on the way", () => {
    expect(problems).toEqual([]);
  });
});
