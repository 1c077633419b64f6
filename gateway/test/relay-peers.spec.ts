import { expect, test } from "vitest";
import { DEAD_AFTER_MS, Peers } from "../src/relay/domain/peers.ts";
import { Quota } from "../src/relay/domain/quota.ts";

test("a peer that is heard from is alive, and one that is not is silent", () => {
  const peers = new Peers();
  peers.met("one", 0);
  peers.met("two", 0);
  peers.heard("one", 1000);
  expect(peers.silent(DEAD_AFTER_MS)).toEqual([]);
  expect(peers.silent(DEAD_AFTER_MS + 1)).toEqual(["two"]);
  peers.forget("two");
  expect(peers.silent(DEAD_AFTER_MS + 1001)).toEqual(["one"]);
});

test("whoever we meet again has not shown anything by that", () => {
  const peers = new Peers();
  peers.met("one", 0);
  peers.met("one", DEAD_AFTER_MS);
  expect(peers.silent(DEAD_AFTER_MS + 1)).toEqual(["one"]);
});

test("what a stranger says makes nobody a peer", () => {
  const peers = new Peers();
  peers.heard("stranger", 0);
  expect(peers.all()).toEqual([]);
});

test("a quota is taken and given back, for an address and in all", () => {
  const quota = new Quota({ inAll: 3, perAddress: 2 });
  const taken = [quota.take("a"), quota.take("a")];
  expect(quota.take("a")).toBe("perAddress");
  expect(quota.take("b")).toBeTypeOf("function");
  expect(quota.take("c")).toBe("inAll");
  for (const release of taken) if (typeof release === "function") release();
  expect(quota.taken).toBe(1);
  expect(quota.take("a")).toBeTypeOf("function");
});
