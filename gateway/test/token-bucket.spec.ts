import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Limiter } from "../src/guarding/domain/limiter.ts";
import { kindOfEvent, kindOfRoute, limits } from "../src/guarding/domain/limits.ts";
import { take, type Bucket } from "../src/guarding/domain/token-bucket.ts";

const rate = { burst: 3, perSecond: 2 };

describe("a token bucket", () => {
  it("gives its burst at once, and then says how long to wait", () => {
    let bucket: Bucket | undefined;
    for (let n = 0; n < 3; n++) {
      const taken = take(rate, bucket, 1000);
      expect(taken.waitMs).toBe(0);
      bucket = taken.bucket;
    }
    expect(take(rate, bucket, 1000).waitMs).toBe(500);
    expect(take(rate, bucket, 1250).waitMs).toBe(250);
    expect(take(rate, bucket, 1500).waitMs).toBe(0);
  });

  it("never gives more in any time than its burst and its rate, however it is asked", () => {
    const steps = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 200 });
    fc.assert(
      fc.property(steps, (pauses) => {
        let [bucket, now, taken]: [Bucket | undefined, number, number] = [undefined, 0, 0];
        for (const pause of pauses) {
          now += pause;
          const tried = take(rate, bucket, now);
          bucket = tried.bucket;
          if (tried.waitMs === 0) taken++;
        }
        expect(taken).toBeLessThanOrEqual(rate.burst + (now / 1000) * rate.perSecond + 1e-6);
      }),
    );
  });
});

describe("the limiter", () => {
  const anna = { user: "acme anna", tenant: "acme" };
  const exhaust = (limiter: Limiter, whose: typeof anna) => {
    let taken = 0;
    while (!limiter.take("submit", whose, 0)) taken++;
    return taken;
  };

  it("refuses a user who submits too much, and says when to come again", () => {
    const limiter = new Limiter();
    expect(exhaust(limiter, anna)).toBe(limits.submit.user?.burst);
    const waitMs = Math.ceil(1000 / limits.submit.user!.perSecond);
    expect(limiter.take("submit", anna, 0)).toEqual({ scope: "user", waitMs });
    expect(limiter.take("submit", anna, waitMs)).toBeUndefined();
  });

  it("takes nothing from a tenant for what one of its users is refused", () => {
    const limiter = new Limiter();
    exhaust(limiter, anna);
    for (let n = 0; n < 5000; n++) limiter.take("submit", anna, 0);
    expect(limiter.take("submit", { user: "acme otto", tenant: "acme" }, 0)).toBeUndefined();
  });

  it("lets one tenant's flood take nothing from another", () => {
    const limiter = new Limiter();
    for (let user = 0; user < 10; user++)
      exhaust(limiter, { user: `acme ${user}`, tenant: "acme" });
    const fresh = { user: "acme fresh", tenant: "acme" };
    expect(limiter.take("submit", fresh, 0)?.scope).toBe("tenant");
    expect(limiter.take("submit", { user: "bravo eve", tenant: "bravo" }, 0)).toBeUndefined();
  });

  it("gives back what turned out well", () => {
    const limiter = new Limiter();
    const account = { account: "anna@acme.test" };
    for (let n = 0; n < 1000; n++) {
      expect(limiter.take("sign-in", account, 0)).toBeUndefined();
      limiter.giveBack("sign-in", account);
    }
    for (let n = 0; n < 20; n++) expect(limiter.take("sign-in", account, 0)).toBeUndefined();
    expect(limiter.take("sign-in", account, 0)?.scope).toBe("account");
  });

  it("forgets whoever could not be told from a stranger any more", () => {
    const limiter = new Limiter();
    for (let n = 0; n < 1000; n++) limiter.take("handshake", { address: `192.0.2.${n}` }, n * 1000);
    expect(limiter.size).toBeLessThan(3);
  });

  it("remembers no more strangers than it may", () => {
    const limiter = new Limiter(1, 100);
    for (let n = 0; n < 10_000; n++) limiter.take("handshake", { address: `192.0.2.${n}` }, 0);
    expect(limiter.size).toBe(100);
  });
});

it("an event counts as what it costs, and an agent's as an agent's", () => {
  expect(kindOfEvent("print:submit", false)).toBe("submit");
  expect(kindOfEvent("testPrinter", false)).toBe("test");
  expect(kindOfEvent("constructor", false)).toBe("control");
  expect(kindOfEvent("print:submit", true)).toBe("agent");
  expect(kindOfRoute("POST", "/v1/jobs")).toBe("submit");
  expect(kindOfRoute("GET", "/v1/jobs")).toBe("read");
  expect(kindOfRoute("POST", "/v1/jobs/:id/cancel")).toBe("control");
  expect(kindOfRoute("POST", "/v1/orders/:id/events")).toBe("fact");
});
