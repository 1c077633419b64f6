/** A bug here would look like: a person thrown out after a quarter of an hour, or two tabs that end each other's session. */
import type { LoggedIn } from "@printermaster/contracts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const stored = new Map<string, string>();
vi.stubGlobal("sessionStorage", {
  getItem: (name: string) => stored.get(name) ?? null,
  setItem: (name: string, text: string) => stored.set(name, text),
  removeItem: (name: string) => stored.delete(name),
});
const { getJson } = await import("../src/session/http.ts");
const { refreshNow } = await import("../src/session/refresh.ts");
const { closeSession, openSession, session } = await import("../src/session/session.ts");

/** A gateway that takes the last token only, and each refresh token once. */
class PlayedGateway {
  number = 1;
  away = false;
  asked: string[] = [];

  loggedIn(): LoggedIn {
    return {
      accessToken: `access${this.number}`,
      refreshToken: `refresh${this.number}`,
      expiresIn: 900,
      user: { id: "anna", email: "anna@acme.test", name: "Anna", role: "staff" },
      company: { id: "acme", name: "Acme" },
      branches: [],
    };
  }

  readonly fetch = async (path: string, init: RequestInit): Promise<Response> => {
    this.asked.push(path);
    if (path !== "/auth/refresh") {
      const { authorization } = init.headers as Record<string, string>;
      const good = authorization === `Bearer access${this.number}`;
      return good ? Response.json({}) : Response.json({ title: "no" }, { status: 401 });
    }
    if (this.away) return Response.json({ title: "away" }, { status: 503 });
    const { refreshToken } = JSON.parse(init.body as string) as { refreshToken: string };
    if (refreshToken !== `refresh${this.number}`) return Response.json({}, { status: 401 });
    this.number += 1;
    return Response.json(this.loggedIn());
  };

  refreshes(): number {
    return this.asked.filter((path) => path === "/auth/refresh").length;
  }
}

let gateway: PlayedGateway;
const tokenNow = () => session.value?.accessToken;

beforeEach(() => {
  vi.useFakeTimers();
  gateway = new PlayedGateway();
  vi.stubGlobal("fetch", gateway.fetch);
  openSession(gateway.loggedIn());
});
afterEach(() => {
  closeSession();
  vi.useRealTimers();
});

test("a token is renewed before it runs out, again and again", async () => {
  await vi.advanceTimersByTimeAsync(449_000);
  expect(gateway.refreshes()).toBe(0);
  await vi.advanceTimersByTimeAsync(3600_000);
  expect(tokenNow()).toBe(`access${gateway.number}`);
  expect(gateway.refreshes()).toBeGreaterThanOrEqual(5);
});

test("what is asked with a token that ran out is asked once more with a new one", async () => {
  gateway.number = 1;
  openSession({ ...gateway.loggedIn(), accessToken: "old" });
  await Promise.all([getJson("/v1/printers"), getJson("/v1/jobs")]);
  expect(gateway.refreshes()).toBe(1);
  expect(tokenNow()).toBe("access2");
});

test("several that need a new token share one refresh", async () => {
  expect(await Promise.all([refreshNow(), refreshNow(), refreshNow()])).toEqual([true, true, true]);
  expect(gateway.refreshes()).toBe(1);
});

test("while the database is away the session stays, and goes on when it is back", async () => {
  gateway.away = true;
  await vi.advanceTimersByTimeAsync(2 * 900_000);
  expect(tokenNow()).toBe("access1");
  gateway.away = false;
  await vi.advanceTimersByTimeAsync(11_000);
  expect(tokenNow()).toBe("access2");
});

test("a session that was ended elsewhere ends here", async () => {
  gateway.number = 7;
  expect(await refreshNow()).toBe(false);
  expect(session.value).toBeUndefined();
});

test("a session is as it was after a reload, and nothing is left of it after a log-out", () => {
  expect(JSON.parse(stored.get("printermaster.session") ?? "")).toMatchObject({
    refreshToken: "refresh1",
  });
  closeSession();
  expect(stored.size).toBe(0);
});

test("a duplicated tab takes over the token that another one fetched", async () => {
  vi.useRealTimers();
  const other = new BroadcastChannel("session");
  const theirs = { ...gateway.loggedIn(), refreshToken: "r9", expiresAtMs: Date.now() + 900_000 };
  const tell = (was: string, accessToken: string): void =>
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none
    other.postMessage({ was, now: { ...theirs, accessToken } });
  tell("refresh of somebody else", "foreign");
  tell("refresh1", "theirs");
  await vi.waitFor(() => expect(tokenNow()).toBe("theirs"));
  other.close();
});
