/** A bug here would look like: a client that chooses its own address, or a whole city that shares the balancer's. */
import { expect, test } from "vitest";
import { trustedProxies } from "../src/adapters/trusted-proxies.ts";
import { clientAddress } from "../src/domain/client-address.ts";

const trusted = trustedProxies("loopback, 192.0.2.0/24,2001:db8::1");

test.each([
  ["nobody in between", "203.0.113.9", undefined, "203.0.113.9"],
  ["a stranger's word", "203.0.113.9", "198.51.100.1", "203.0.113.9"],
  ["our balancer's word", "127.0.0.1", "203.0.113.9", "203.0.113.9"],
  [
    "what a client wrote before our balancer did",
    "127.0.0.1",
    "10.9.9.9, 203.0.113.9",
    "203.0.113.9",
  ],
  ["two of our proxies", "::ffff:127.0.0.1", "203.0.113.9, 192.0.2.4", "203.0.113.9"],
  ["a proxy by its address", "2001:db8::1", "203.0.113.9", "203.0.113.9"],
  ["a proxy of ours asking for itself", "127.0.0.1", undefined, "127.0.0.1"],
  ["only ours", "127.0.0.1", "192.0.2.1", "192.0.2.1"],
  ["nonsense", "127.0.0.1", ", ,", "127.0.0.1"],
])("%s", (_, connectedFrom, forwardedFor, client) => {
  expect(clientAddress(connectedFrom, forwardedFor, trusted)).toBe(client);
});

test("no proxy is trusted by an empty list", () => {
  expect(trustedProxies("")("127.0.0.1")).toBe(false);
});

test("private networks have one name", () => {
  const inside = trustedProxies("private");
  for (const address of ["10.1.2.3", "172.20.0.7", "192.168.1.1", "fd00::1"])
    expect(inside(address), address).toBe(true);
  for (const address of ["172.32.0.1", "11.0.0.1", "127.0.0.1", "x", ""])
    expect(inside(address), address).toBe(false);
});

test.each(["loopbak", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/x", "10.0.0/8", "/8", "::1/129"])(
  "%s is no network",
  (list) => {
    expect(() => trustedProxies(list)).toThrow();
  },
);
