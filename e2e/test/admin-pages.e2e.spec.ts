/** A bug here would look like: an operator who watches, and does not see the print that just happened. */
import { chromium, type Browser, type Page } from "playwright-core";
import type { Stack } from "@printermaster/infra";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumArguments, chromiumPath } from "../src/chromium.ts";
import { Client } from "../src/client.ts";
import { freshStack } from "../src/fresh-stack.ts";
import { refusedByBroker } from "../src/refused-by-broker.ts";

describe.skipIf(!chromiumPath)("an owner behind the screens", () => {
  let stack: Stack;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  const pictures = process.env["PM_PICTURES"];
  const picture = async (name: string) => {
    if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
  };

  beforeAll(async () => {
    stack = await freshStack({ gateways: 2 });
    browser = await chromium.launch({ executablePath: chromiumPath!, args: chromiumArguments });
    page = await browser.newPage();
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    const [user] = stack.demo.users;
    await page.goto(`${stack.url}/admin/socket-logs`);
    await page.getByLabel("E-mail address").fill(user!.email);
    await page.getByLabel("Password").fill(user!.password);
    await page.getByRole("button", { name: "Log in" }).click();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  it("sees a print on its way through sockets and broker, at whichever gateway", async () => {
    await page.getByRole("heading", { name: "Socket and broker flow" }).waitFor();
    await page.locator(".admin [data-link=live]").waitFor();
    const { id: printerId, branchId } = stack.printers[0]!;
    for (const [n, url] of stack.gatewayUrls.entries()) {
      const client = await Client.logIn(stack, url);
      await client.submitByHttp(`seen-${n}`, {
        printerId,
        branchId,
        document: { kind: "text", text: "A secret recipe" },
      });
    }
    await page.locator('[data-event="command submit"]').nth(1).waitFor();
    await page.locator('[data-event="PrintCompleted"]').nth(1).waitFor();
    await page.locator('[data-event="agent:job"]').nth(1).waitFor();
    expect(await page.locator("main").textContent()).not.toContain("secret");
    await picture("flow");
  });

  it("follows one of them by its correlation id", async () => {
    const row = page.locator('[data-event="command submit"]').first();
    const correlationId = (await row.locator("code").textContent())!;
    await row.locator("button").click();
    const ids = await page.locator("tbody tr td:last-child").allTextContents();
    expect(new Set(ids)).toEqual(new Set([correlationId]));
    await page.locator('[data-event="PrintCompleted"]').waitFor();
    await picture("flow-filtered");
    await page.getByLabel("Filter").fill("nothing of the sort");
    await page.getByText(/fits the filter/).waitFor();
  });

  it("pauses, and goes on", async () => {
    await page.getByLabel("Filter").fill("");
    await page.getByRole("button", { name: "Pause" }).click();
    await page.locator(".admin [data-link=paused]").waitFor();
    await page.getByRole("button", { name: "Go on" }).click();
    await page.locator(".admin [data-link=live]").waitFor();
  });

  it("sees what listens in each gateway, and nothing that looks like a leak", async () => {
    await page.getByRole("link", { name: "Listeners" }).click();
    for (const name of ["gateway-1", "gateway-2"])
      await page.getByRole("heading", { name }).waitFor();
    await page.getByText("print:submit").first().waitFor();
    await picture("listeners");
    expect(await page.locator(".admin .state.bad").count()).toBe(0);
    await page.setViewportSize({ width: 400, height: 800 });
    await picture("listeners-narrow");
    await page.getByRole("link", { name: "Flow" }).click();
    await page.getByRole("heading", { name: "Socket and broker flow" }).waitFor();
    await picture("flow-narrow");
  });

  it("had no problem on the way", () => {
    expect(problems).toEqual([]);
    expect(refusedByBroker(stack)).toEqual([]);
  });
});
