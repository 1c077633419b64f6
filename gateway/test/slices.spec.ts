import fc from "fast-check";
import { expect, test } from "vitest";
import { opened, sealed } from "../src/relay/domain/envelope.ts";
import { Joiner, Slicer, type Message } from "../src/relay/domain/slices.ts";

const messages = fc.array(
  fc.record({ type: fc.nat(127), data: fc.uint8Array({ maxLength: 60 }) }),
  { maxLength: 8 },
);
const sizes = fc.integer({ min: 6, max: 40 });

test("whatever is cut into slices is put together again, and no slice is too long", () => {
  fc.assert(
    fc.property(messages, sizes, (sent, most) => {
      const [slicer, joiner] = [new Slicer(), new Joiner()];
      const slices = sent.flatMap((message) => slicer.slices(message, most));
      expect(Math.max(0, ...slices.map(({ length }) => length))).toBeLessThanOrEqual(most);
      const heard = slices.map((slice) => joiner.join(slice)).filter((one) => one !== "incomplete");
      expect(heard).toEqual(sent);
    }),
  );
});

test("a slice that was lost, doubled or overtaken is noticed at the next one", () => {
  fc.assert(
    fc.property(
      messages,
      sizes,
      fc.nat(),
      fc.constantFrom("lose", "double", "swap"),
      (sent, most, where, how) => {
        const slicer = new Slicer();
        const slices = sent.flatMap((message) => slicer.slices(message, most));
        fc.pre(slices.length > 1);
        const at = where % (slices.length - 1);
        const [one, next] = [slices[at]!, slices[at + 1]!];
        const arrived = { lose: [next], double: [one, one], swap: [next, one] }[how];
        const joiner = new Joiner();
        const heard = [...slices.slice(0, at), ...arrived].map((slice) => joiner.join(slice));
        expect(heard).toContain("lost");
      },
    ),
  );
});

test("a size that nothing fits into is an error, and no endless work", () => {
  expect(() => new Slicer().slices({ type: 1, data: Uint8Array.of(7) }, 5)).toThrow(RangeError);
});

test("the first messages of either end are in step", () => {
  const [slicer, joiner] = [new Slicer(), new Joiner()];
  const message: Message = { type: 1, data: Uint8Array.of(7) };
  for (let n = 0; n < 3; n++) expect(joiner.join(slicer.slices(message, 100)[0]!)).toEqual(message);
  expect(joiner.join(new Uint8Array(4))).toBe("lost");
});

test("an envelope brings head and body as they were", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.uint8Array(), (head, body) => {
      const both = opened(sealed({ head, body }));
      expect(both).toEqual({ head: JSON.parse(JSON.stringify(head)) as unknown, body });
    }),
  );
});

test("bytes that are no envelope are none", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(() => opened(bytes)).not.toThrow();
    }),
  );
  expect(opened(Uint8Array.of(0, 0, 0, 9, 123, 125))).toBeUndefined();
});
