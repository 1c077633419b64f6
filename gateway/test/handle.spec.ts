/** A bug here would look like: a client that waits for ever, or one that ends the process. */
import { EventEmitter } from "node:events";
import { accepted, type Answer } from "@printermaster/contracts";
import { createLog, InFlight } from "@printermaster/runtime";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Flow } from "../src/flow/app/flow.ts";
import { Guard } from "../src/guarding/app/guard.ts";
import { Limiter } from "../src/guarding/domain/limiter.ts";
import { limits } from "../src/guarding/domain/limits.ts";
import { createHandle } from "../src/sockets/handle.ts";
import type { PrintingSocket } from "../src/sockets/printing-socket.ts";

type Next = (error?: Error) => void;

/** As Socket.IO does it: first what was put in the way, then the listeners. */
function played(work: () => Promise<Answer<unknown>>, shedding = false) {
  const middlewares: ((event: unknown[], next: Next) => void)[] = [];
  const principal = { kind: "user", id: "anna", name: "Anna", company: "acme" };
  const socket = Object.assign(new EventEmitter(), {
    id: "s1",
    data: { principal },
    use: (middleware: (typeof middlewares)[number]) => middlewares.push(middleware),
  });
  const guard = new Guard({ limiter: new Limiter(), shedding: () => shedding, now: () => 0 });
  const flow = new Flow({ gateway: "g", now: () => new Date(0), publish: () => undefined });
  const log = createLog("test", "test", "silent");
  const handle = createHandle({ log, inFlight: new InFlight(), guard, flow, answerWithinMs: 50 });
  handle(socket as unknown as PrintingSocket, "print:submit", z.object({ a: z.number() }), work);
  const say = (...event: unknown[]) => {
    const [middleware] = middlewares;
    middleware?.(event, () => socket.emit(...(event as [string])));
  };
  const ask = (event: string, ...payload: unknown[]) =>
    new Promise<Answer<unknown>>((answer) => say(event, ...payload, answer));
  return { say, ask, guard };
}

const codeOf = (answer: Answer<unknown>) => (answer.ok ? "ok" : answer.error.code);

describe("an event", () => {
  const works = async () => accepted({ done: true });

  it("is answered, and once", async () => {
    const answers: unknown[] = [];
    const { say } = played(works);
    await new Promise<void>((done) =>
      say("print:submit", { a: 1 }, (answer: unknown) => {
        answers.push(answer);
        done();
        throw new Error("the other side's doing");
      }),
    );
    expect(answers).toEqual([{ ok: true, value: { done: true } }]);
  });

  it("whose work hangs is answered all the same", async () => {
    const { ask } = played(() => new Promise(() => undefined));
    expect(codeOf(await ask("print:submit", { a: 1 }))).toBe("no-answer");
  });

  it("whose work fails is answered without saying how", async () => {
    const { ask } = played(() => Promise.reject(new Error("secret")));
    const answer = await ask("print:submit", { a: 1 });
    expect(codeOf(answer)).toBe("internal");
    expect(JSON.stringify(answer)).not.toContain("secret");
  });

  it.each([
    ["no payload", []],
    ["null", [null]],
    ["a number", [7]],
    ["a function that is no acknowledgement", [() => undefined, 1]],
    ["bytes", [Buffer.from("x")]],
    ["what objects inherit", [JSON.parse('{"__proto__":{"a":1},"constructor":{"a":1}}')]],
    ["nesting without end", [JSON.parse("[".repeat(20_000) + "]".repeat(20_000))]],
  ])("with %s is refused as such", async (_, payload) => {
    const { ask } = played(works);
    expect(codeOf(await ask("print:submit", ...payload))).toBe("invalid-payload");
  });

  it.each(["print:sumbit", "__proto__", "constructor", "toString", "error", ""])(
    "that nobody listens to is answered as such and counted: '%s'",
    async (name) => {
      const { ask, say, guard } = played(works);
      expect(codeOf(await ask(name, {}))).toBe("unknown-event");
      say(name);
      expect(guard.counts.of("unknown-event")).toBe(2);
    },
  );

  it("is refused when there are too many of it, with when to come again", async () => {
    const { ask } = played(works);
    const answers = await Promise.all(
      Array.from({ length: limits.submit.user!.burst + 100 }, () => ask("print:submit", { a: 1 })),
    );
    const refused = answers.filter((answer) => codeOf(answer) === "too-many-requests");
    expect(refused).toHaveLength(100);
    expect(refused[0]).toMatchObject({
      error: { details: { scope: "user", retryAfterSeconds: 1 } },
    });
  });

  it("that begins new work is refused while there is too much to do", async () => {
    const { ask } = played(works, true);
    expect(codeOf(await ask("print:submit", { a: 1 }))).toBe("overloaded");
  });
});
