/** A bug here would look like: an operator who watches, and does not see the print that just happened. */
import { chromium, type Browser, type Page } from "playwright-core";
import { DevicePaired, LicenceList, pairingClaim, PairingCode } from "@printermaster/contracts";
import { newSigningKey, signerWith } from "@printermaster/runtime";
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
  let owner: Client;
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
    owner = await Client.logIn(stack);
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

  it("releases a machine from its licence, once asked whether that is meant", async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${stack.url}/admin/devices`);
    const bound = page.locator("[data-licence] [data-device=agent1]");
    await bound.getByRole("button", { name: "Release" }).click();
    await bound.getByRole("button", { name: "No", exact: true }).click();
    await bound.getByRole("button", { name: "Release" }).click();
    await bound.getByRole("button", { name: "Yes, release" }).click();
    await bound.waitFor({ state: "detached" });
    const { licences } = LicenceList.parse((await owner.http("GET", "/v1/licences")).body);
    expect(licences.flatMap((licence) => licence.bound)).toEqual([]);
  });

  it("pairs a machine anew that was installed anew", async () => {
    const asked = await owner.http("POST", "/v1/pairing-codes", {
      branchId: "oldtown",
      name: "Bar",
    });
    const { deviceId } = await pair(PairingCode.parse(asked.body).code, "install1");
    const row = page.locator(`[data-device="${deviceId}"]`);
    await row.getByRole("button", { name: "Pair anew" }).click();
    const code = (await page.locator("[data-pairing-code]").textContent())!;
    await picture("devices-pairing");
    expect((await pair(code, "install2")).deviceId).toBe(deviceId);
    await page.getByRole("button", { name: "Close" }).click();
    await picture("devices");
    await page.setViewportSize({ width: 400, height: 800 });
    await picture("devices-narrow");
    await row.getByRole("button", { name: "Revoke" }).click();
    await row.getByRole("button", { name: "Yes, revoke" }).click();
    await row.getByText("revoked").waitFor();
  });

  async function pair(code: string, installationId: string): Promise<DevicePaired> {
    const key = newSigningKey();
    const claimed = { code: code.trim(), publicKey: key.publicKey, installationId };
    const signature = signerWith(key.privatePem)(pairingClaim(claimed));
    const reply = await owner.http("POST", "/v1/devices/pair", { ...claimed, signature });
    return DevicePaired.parse(reply.body);
  }

  it("had no problem on the way", () => {
    expect(problems).toEqual([]);
    expect(refusedByBroker(stack)).toEqual([]);
  });
});
