import fc from "fast-check";
import { expect, test } from "vitest";
import { hmacBase64Url } from "@printermaster/runtime";
import { ownerOf, sessionId } from "../src/relay/domain/session-ids.ts";
import { whoseSession } from "../src/relay/domain/whose-session.ts";

const macOf = (key: string) => (text: string) => hmacBase64Url(key, text).slice(0, 8);
const mac = macOf("a key of ours");
const ours = sessionId("k3Jx_0aQ", "r".repeat(20), mac);

test("an id tells its owner to whoever has the key", () => {
  expect(ours).toMatch(/^[A-Za-z0-9_-]{36}$/);
  expect(ownerOf(ours, [mac])).toBe("k3Jx_0aQ");
  expect(ownerOf(ours, [macOf("another key")])).toBeUndefined();
});

test("an id of the key of before tells its owner while that key is still good", () => {
  const next = macOf("the next key");
  expect(ownerOf(ours, [next, mac])).toBe("k3Jx_0aQ");
  expect(ownerOf(ours, [next])).toBeUndefined();
});

test("an id with any other sign in any place is none of ours", () => {
  for (let at = 0; at < ours.length; at++)
    for (const sign of ["a", "B", "0", ".", "*", ">", " ", "\n", "\0", ""])
      if (ours[at] !== sign)
        expect(ownerOf(ours.slice(0, at) + sign + ours.slice(at + 1), [mac]), ours).toBeUndefined();
});

test("no text makes a subject of more or other tokens", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 8, maxLength: 8 }), (instance) => {
      const owner = ownerOf(sessionId(instance, "r".repeat(20), mac), [mac]);
      expect(owner ?? "none").toMatch(/^[A-Za-z0-9_-]+$/);
    }),
  );
});

test("a request is ours without a session, and nobody's with two of them", () => {
  expect(whoseSession([], "k3Jx_0aQ", [mac])).toBe("ours");
  expect(whoseSession([""], "k3Jx_0aQ", [mac])).toBe("ours");
  expect(whoseSession([ours], "k3Jx_0aQ", [mac])).toBe("ours");
  expect(whoseSession([ours], "another1", [mac])).toEqual({ owner: "k3Jx_0aQ" });
  for (const sids of [[ours, ours], ["", ours], ["made-up"]])
    expect(whoseSession(sids, "k3Jx_0aQ", [mac])).toBe("unknown");
});
