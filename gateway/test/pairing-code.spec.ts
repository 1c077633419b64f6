import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Guesses } from "../src/devices/domain/guesses.ts";
import { codeAsTyped, codeFromBytes, grouped } from "../src/devices/domain/pairing-code.ts";

describe("a pairing code", () => {
  it("has eight characters that nobody mixes up, and is read back as it is shown", () => {
    for (let n = 0; n < 1000; n++) {
      const code = codeFromBytes(randomBytes(8));
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
      expect(grouped(code)).toMatch(/^.{4}-.{4}$/);
      expect(codeAsTyped(grouped(code))).toBe(code);
    }
  });

  it("may be any of 2^40: every character can be any of 32", () => {
    const characters = new Set<string>();
    for (let byte = 0; byte < 256; byte++)
      characters.add(codeFromBytes(new Uint8Array(8).fill(byte)).charAt(7));
    expect(characters.size).toBe(32);
    expect(() => codeFromBytes(new Uint8Array(7))).toThrow(RangeError);
  });

  it.each([
    ["k7qm-2xr9", "K7QM2XR9"],
    ["  K7QM 2XR9 ", "K7QM2XR9"],
    ["O1lI-oooo", "01110000"],
  ])("typed as %j is %s", (typed, code) => expect(codeAsTyped(typed)).toBe(code));

  it.each(["", "K7QM2XR", "K7QM2XR99", "K7QM2XRU", "ß7QM2XR9", "K7QM\0XR9"])(
    "is not what %j can be",
    (typed) => expect(codeAsTyped(typed)).toBeUndefined(),
  );
});

describe("wrong codes", () => {
  const limits = { perAddress: 3, inAll: 5, windowMs: 1000 };
  const guessed = (...made: [string, number][]) => {
    const guesses = new Guesses(limits);
    for (const [address, at] of made) guesses.count(address, at);
    return guesses;
  };

  it("are looked at until an address has made too many, and again once they are old", () => {
    const guesses = guessed(["a", 0], ["a", 100]);
    expect(guesses.waitMs("a", 200)).toBe(0);
    guesses.count("a", 200);
    expect(guesses.waitMs("a", 300)).toBe(700);
    expect(guesses.waitMs("b", 300)).toBe(0);
    expect(guesses.waitMs("a", 1000)).toBe(0);
  });

  it("of many addresses together close the door to all of them for a while", () => {
    const guesses = guessed(["a", 0], ["b", 1], ["c", 2], ["d", 3], ["e", 4]);
    expect(guesses.waitMs("f", 10)).toBe(990);
    expect(guesses.waitMs("f", 1000)).toBe(0);
  });

  it("that were right after all do not count", () => {
    const guesses = guessed(["a", 0], ["a", 0]);
    guesses.forget(guesses.count("a", 0));
    expect(guesses.waitMs("a", 1)).toBe(0);
  });
});
