import { expect, test } from "vitest";
import { GatewayConfig } from "../src/config.ts";

const needed = {
  NATS_URL: "nats://127.0.0.1:4222",
  DATABASE_URL: "postgres://127.0.0.1/x",
  PM_INSTANCE: "gateway-1",
  PM_SECRET: "a secret of at least thirty-two characters",
};

test("what is not said about proxies, old clients and limits is careful", () => {
  const config = GatewayConfig.parse(needed);
  expect(config.PM_ALLOW_EIO3).toBe(false);
  expect(config.PM_TRUSTED_PROXIES("127.0.0.1")).toBe(true);
  expect(config.PM_TRUSTED_PROXIES("10.0.0.1")).toBe(false);
  expect(config.PM_RELAY_POLLS_PER_ADDRESS).toBeLessThan(config.PM_RELAY_POLLS);
});

test("what is said is taken", () => {
  const said = { PM_ALLOW_EIO3: "true", PM_TRUSTED_PROXIES: "10.0.0.0/8", PM_RELAY_TUNNELS: "0" };
  const config = GatewayConfig.parse({ ...needed, ...said });
  expect(config.PM_ALLOW_EIO3).toBe(true);
  expect(config.PM_TRUSTED_PROXIES("10.0.0.1")).toBe(true);
  expect(config.PM_TRUSTED_PROXIES("127.0.0.1")).toBe(false);
  expect(config.PM_RELAY_TUNNELS).toBe(0);
});

test.each([
  ["PM_ALLOW_EIO3", "perhaps"],
  ["PM_TRUSTED_PROXIES", "everybody"],
  ["PM_RELAY_POLLS", ""],
  ["PM_RELAY_TUNNELS", "-1"],
])("%s of %j stops the process with its name", (name, value) => {
  const issues = GatewayConfig.safeParse({ ...needed, [name]: value }).error?.issues ?? [];
  expect(issues.map(({ path }) => path.join("."))).toEqual([name]);
});
