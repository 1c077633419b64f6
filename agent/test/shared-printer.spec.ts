import { expect, test } from "vitest";
import { SharedPrinter } from "../src/adapters/shared-printer.ts";
import type { Printer, Printing } from "../src/app/ports.ts";

/** Prints when it is told to, and lets go when it is told to. */
function printerOf(place: string) {
  const begun: string[] = [];
  const ends: { print: () => void; release: () => void }[] = [];
  const printer: Printer = {
    description: { printerId: "kitchen", name: "Kitchen", kind: "tcp", columns: 48 },
    place: { "server.address": place },
    look: async () => ({ kind: "ready", reasons: [] }),
    print: ({ bytes }) => {
      begun.push(Buffer.from(bytes).toString());
      const printing = Promise.withResolvers<Printing>();
      const released = Promise.withResolvers<readonly string[]>();
      const result = { kind: "printed", proof: "sent" } as const;
      ends.push({
        print: () => printing.resolve({ result, released: released.promise }),
        release: () => released.resolve([]),
      });
      return printing.promise;
    },
  };
  return { printer, begun, ends };
}

const bytes = (text: string) => Buffer.from(text);
const settled = () => new Promise((done) => setImmediate(done));

test("a second ticket begins when the printer is released from the first, not when that is printed", async () => {
  const { printer, begun, ends } = printerOf("here");
  const shared = new SharedPrinter(printer);
  const first = shared.printLocally(bytes("first"));
  const second = shared.printLocally(bytes("second"));
  await settled();
  ends[0]?.print();
  expect(await first).toMatchObject({ kind: "printed" });
  await settled();
  expect(begun).toEqual(["first"]);
  ends[0]?.release();
  await settled();
  expect(begun).toEqual(["first", "second"]);
  ends[1]?.print();
  await second;
});

test("a printer that has moved is asked where it is now", async () => {
  const [before, after] = [printerOf("before"), printerOf("after")];
  const shared = new SharedPrinter(before.printer);
  shared.movedTo(after.printer);
  void shared.printLocally(bytes("ticket"));
  await settled();
  expect([before.begun, after.begun]).toEqual([[], ["ticket"]]);
  expect(shared.place).toEqual({ "server.address": "after" });
});
