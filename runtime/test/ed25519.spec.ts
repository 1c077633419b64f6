import { expect, it } from "vitest";
import { isSignedBy, newSigningKey, signerWith } from "../src/index.ts";

const own = newSigningKey();
const sign = signerWith(own.privatePem);

it("a signature fits its key and its text, and no other", () => {
  const signature = sign("one\ntwo");
  expect(signature).toHaveLength(86);
  expect(own.publicKey).toHaveLength(43);
  expect(isSignedBy(own.publicKey, "one\ntwo", signature)).toBe(true);
  expect(isSignedBy(own.publicKey, "one\ntwo ", signature)).toBe(false);
  expect(isSignedBy(newSigningKey().publicKey, "one\ntwo", signature)).toBe(false);
});

it.each([
  ["", ""],
  ["not a key", "not a signature"],
  ["A".repeat(43), "A".repeat(86)],
])("what is no key or no signature (%j) fits nothing", (key, signature) => {
  expect(isSignedBy(key, "text", signature)).toBe(false);
  expect(isSignedBy(own.publicKey, "text", signature)).toBe(false);
  expect(isSignedBy(key, "text", sign("text"))).toBe(false);
});
