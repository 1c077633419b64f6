import { createHash, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  deriveJobId,
  errors,
  Id,
  idFromBytes,
  line,
  Outcome,
  parseCommandSubject,
  parsed,
  parseEventSubject,
  parseQuerySubject,
  parseRelaySubject,
  slotOf,
  subjects,
  SubmitPrint,
  traceIdOf,
} from "../src/index.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest();

describe("a line for people", () => {
  it("is described as it is checked", () => {
    const { pattern } = z.toJSONSchema(line(40)) as { pattern: string };
    for (const text of ["", "Café 7", "a\tb", "a\u0085b", "\u007f", "\0", "🍕"])
      expect(new RegExp(pattern, "u").test(text)).toBe(line(40).safeParse(text).success);
  });
});

describe("an id", () => {
  it("is one token of lower-case letters and digits", () => {
    for (let n = 0; n < 1000; n++) {
      const id = idFromBytes(randomBytes(17));
      expect(id).toMatch(/^[a-z2-7]{26}$/);
      expect(Id.safeParse(id).success).toBe(true);
    }
  });

  it("keeps apart what differs in its first 130 bits", () => {
    const ids = new Set<string>();
    for (let bit = 0; bit < 130; bit++) {
      const bytes = new Uint8Array(17);
      bytes[bit >> 3] = 0x80 >> (bit & 7);
      ids.add(idFromBytes(bytes));
    }
    expect(ids.size).toBe(130);
  });

  it("needs enough bytes", () => {
    expect(() => idFromBytes(new Uint8Array(16))).toThrow(RangeError);
  });

  it.each(["a.b", "a*", "A", "", "a b", "ü", "x".repeat(41)])("is never %j", (text) => {
    expect(Id.safeParse(text).success).toBe(false);
  });
});

describe("a job id", () => {
  it("is the same for the same key in the same branch, and no other", () => {
    const job = (company: string, branch: string, key: string) =>
      deriveJobId(sha256, company, branch, key);
    expect(job("demo", "oldtown", "k")).toBe(job("demo", "oldtown", "k"));
    const others = [
      job("demo", "harbour", "k"),
      job("demo", "oldtown", "k2"),
      job("x", "oldtown", "k"),
    ];
    expect(new Set([job("demo", "oldtown", "k"), ...others]).size).toBe(4);
  });
});

describe("a slot", () => {
  // Known values of FNV-1a, 32 bit: "" is 811c9dc5, "a" is e40c292c, "foobar" is bf9cf968.
  it.each([
    ["", "c5"],
    ["a", "2c"],
    ["foobar", "68"],
  ])("of %j is the lowest byte of its hash", (company, slot) => {
    expect(slotOf(company)).toBe(slot);
  });
});

describe("a subject", () => {
  it("of a command is read back", () => {
    const subject = subjects.command("demo", "oldtown", "submit", "c-1_X");
    expect(parseCommandSubject(subject)).toEqual({
      slot: slotOf("demo"),
      company: "demo",
      branch: "oldtown",
      verb: "submit",
      correlationId: "c-1_X",
    });
    expect(parseQuerySubject(subject)).toBeUndefined();
  });

  it.each(["", "print", "print.v1.36.cmd.demo.oldtown.submit", "print.v1.36.cmd.a.b.c.d.e"])(
    "%j is no command",
    (subject) => expect(parseCommandSubject(subject)).toBeUndefined(),
  );

  it.each([
    [subjects.job("demo", "oldtown", "j1"), "job", "j1"],
    [`live.${subjects.job("demo", "oldtown", "j1")}`, "job", "j1"],
    [subjects.progress("demo", "oldtown", "j1"), "step", "j1"],
    [subjects.fleetAgent("demo", "oldtown", "a1"), "agent", "a1"],
    [`live.${subjects.fleetPrinter("demo", "oldtown", "p1")}`, "printer", "p1"],
    [`live.${subjects.order("demo", "oldtown", "o1")}`, "order", "o1"],
    [subjects.availability("demo", "oldtown", "i1"), "availability", "i1"],
  ])("%s tells of a %s", (subject, kind, id) => {
    expect(parseEventSubject(subject)).toEqual({ kind, company: "demo", branch: "oldtown", id });
  });

  it("between gateways names the instance, what it is about, and the exchange if it is about one", () => {
    const asked = { instance: "k3Jx_0aQ", what: "poll", id: "Zb1c-2d37" };
    expect(parseRelaySubject(subjects.relay("k3Jx_0aQ", "poll", "Zb1c-2d37"))).toEqual(asked);
    const bye = { instance: "k3Jx_0aQ", what: "bye", id: undefined };
    expect(parseRelaySubject(subjects.relayBye("k3Jx_0aQ"))).toEqual(bye);
    const tokens = (subject: string) => subject.split(".").length;
    expect(tokens(subjects.relayOf("k3Jx_0aQ"))).not.toBe(tokens(subjects.allRelayByes));
  });

  it("of a document tells of nothing", () => {
    expect(parseEventSubject(subjects.document("demo", "oldtown", "j1"))).toBeUndefined();
  });
});

describe("what comes from outside", () => {
  it("is refused with the fields that are wrong", () => {
    const answer = parsed(SubmitPrint, { idempotencyKey: "", printerId: "P 1" });
    expect(answer).toMatchObject({ ok: false, error: { code: "invalid-payload" } });
    const fields = JSON.stringify(answer);
    for (const field of ["idempotencyKey", "printerId", "document"])
      expect(fields).toContain(field);
  });

  it("has titles of one clean line, and remarks that are cleaned", () => {
    const submit = { idempotencyKey: "k", printerId: "p1", document: { kind: "text", text: "a" } };
    for (const title of ["a\0b", "a\nb", "\u001b[31m", "\ud800"])
      expect(parsed(SubmitPrint, { ...submit, title }).ok, JSON.stringify(title)).toBe(false);
    expect(parsed(SubmitPrint, { ...submit, title: "Tisch 7 · 宫保 😀" }).ok).toBe(true);
    const outcome = { result: "unconfirmed", cause: "reset\nby\0peer" };
    expect(Outcome.parse(outcome)).toEqual({ ...outcome, cause: "reset by peer" });
  });

  it("names a trace only by a well-formed context", () => {
    expect(traceIdOf(`00-${"a".repeat(32)}-${"b".repeat(16)}-01`)).toBe("a".repeat(32));
    expect(traceIdOf("00-xyz")).toBeUndefined();
  });

  it("is answered by an error with a text, a status and whose move is next", () => {
    for (const [code, { text, status }] of Object.entries(errors)) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(text).toMatch(/^[A-Z].*\.$/);
      expect(status).toBeGreaterThanOrEqual(400);
    }
  });
});
