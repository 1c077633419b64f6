/** A bug here would look like: a page that says "disconnected" because of a deploy, or that asks one thing twice. */
import { serverEvents } from "@printermaster/contracts";
import { EventEmitter } from "node:events";
import type { Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepsItsSocket, standAndMove } from "../src/live/moving.ts";

class PlayedSocket extends EventEmitter {
  connected = false;
  arrive(): void {
    this.connected = true;
    this.emit("connect");
  }
  disconnect(): this {
    this.connected = false;
    return this;
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function page() {
  const opened: PlayedSocket[] = [];
  const stood: [number, boolean][] = [];
  const open = () => {
    opened.push(new PlayedSocket());
    return opened.at(-1) as unknown as Socket;
  };
  const end = standAndMove(open, (on, moved) => {
    stood.push([opened.indexOf(on as unknown as PlayedSocket), moved]);
  });
  opened[0]?.arrive();
  return { opened, stood, end };
}

test("the new connection comes first, then the old one goes", async () => {
  const { opened, stood } = page();
  opened[0]?.emit(serverEvents.draining, { withinMs: 100 });
  await vi.advanceTimersByTimeAsync(100);
  expect(opened).toHaveLength(2);
  expect([opened[0]?.connected, stood]).toEqual([true, [[0, false]]]);
  opened[1]?.arrive();
  await vi.advanceTimersByTimeAsync(0);
  expect(stood).toEqual([
    [0, false],
    [1, true],
  ]);
  expect([opened[0]?.connected, opened[1]?.connected]).toEqual([false, true]);
});

test("whoever is refused stays where it is, and tries again", async () => {
  const { opened, stood } = page();
  opened[0]?.emit(serverEvents.draining, { withinMs: 0 });
  await vi.advanceTimersByTimeAsync(1);
  opened[1]?.emit("connect_error", new Error("refused"));
  expect(opened[0]?.connected).toBe(true);
  await vi.advanceTimersByTimeAsync(600);
  expect(opened).toHaveLength(3);
  opened[2]?.arrive();
  expect(stood.at(-1)).toEqual([2, true]);
});

test("what was asked keeps its connection until it is answered", async () => {
  const { opened } = page();
  const asked = Promise.withResolvers<string>();
  const answer = keepsItsSocket(asked.promise);
  opened[0]?.emit(serverEvents.draining, { withinMs: 0 });
  await vi.advanceTimersByTimeAsync(1);
  opened[1]?.arrive();
  await vi.advanceTimersByTimeAsync(50);
  expect(opened[0]?.connected).toBe(true);
  asked.resolve("printed");
  await expect(answer).resolves.toBe("printed");
  await vi.advanceTimersByTimeAsync(0);
  expect(opened[0]?.connected).toBe(false);
});

test("a page that was left moves no more", async () => {
  const { opened, end } = page();
  opened[0]?.emit(serverEvents.draining, { withinMs: 50 });
  end();
  await vi.advanceTimersByTimeAsync(100);
  expect(opened).toHaveLength(1);
});
