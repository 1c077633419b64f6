/** A bug here would look like: a screen that misses a step, hears it in another order, or waits for it when nothing follows. */
import { headers as names } from "@printermaster/contracts";
import { headers, type Msg } from "@nats-io/transport-node";
import { expect, test, vi } from "vitest";
import { toldTogether } from "../src/live/adapters/told-together.ts";

function message(subject: string, type?: string): Msg {
  const about = headers();
  if (type) about.set(names.type, type);
  return { subject, headers: about } as Msg;
}

function ear() {
  const told: string[] = [];
  const at: number[] = [];
  let now = 0;
  const { hear, close } = toldTogether(() => new Date(now++));
  const tell = ({ subject }: Msg, heardAt: Date) => (
    told.push(subject),
    at.push(heardAt.getTime())
  );
  return { told, at, hear: (heard: Msg) => hear(heard, tell), close };
}

test("a submit is told with what follows it, in order, each at the time when it was heard", () => {
  const { told, at, hear } = ear();
  hear(message("submitted", "PrintSubmitted"));
  hear(message("another", "PrintSubmitted"));
  hear(message("dispatched", "PrintDispatched"));
  expect(told).toEqual([]);
  hear(message("step"));
  expect(told).toEqual(["submitted", "another", "dispatched", "step"]);
  expect(at).toEqual([0, 1, 2, 3]);
});

test("a submit that nothing follows is told all the same", async () => {
  const { told, hear } = ear();
  hear(message("submitted", "PrintSubmitted"));
  await vi.waitFor(() => expect(told).toEqual(["submitted"]));
});

test("nothing is told once nobody looks", async () => {
  const closed = ear();
  closed.hear(message("submitted", "PrintSubmitted"));
  closed.close();
  const later = ear();
  later.hear(message("submitted", "PrintSubmitted"));
  await vi.waitFor(() => expect(later.told).toHaveLength(1));
  expect(closed.told).toEqual([]);
});
