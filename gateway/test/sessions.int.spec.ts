/** A bug here would look like: a stolen token that works for ever, or a shift that is thrown out as a database restarts. */
import { AuthExpired, LoggedIn, type Answer } from "@printermaster/contracts";
import postgres from "postgres";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Gateway } from "../src/start-gateway.ts";
import {
  agentAuth,
  connected,
  LICENCE,
  next,
  PASSWORD,
  startWorld,
  type World,
} from "./world/world.ts";

let world: World;
let other: Gateway;
let sql: postgres.Sql;

beforeAll(async () => {
  world = await startWorld();
  other = await world.openGateway("gw-other");
  sql = postgres(world.database.url, { max: 1, onnotice: () => undefined });
});
afterAll(async () => {
  await sql.end();
  await other.stop(AbortSignal.abort());
  await world.stop();
});

const signIn = async (email = "anna@acme.test") => {
  const response = await world.post("/auth/login", { email, password: PASSWORD });
  const { accessToken, refreshToken = "" } = LoggedIn.parse(await response.json());
  return { accessToken, refreshToken };
};
const refresh = (refreshToken: string) => world.post("/auth/refresh", { refreshToken });
const refreshed = async (refreshToken: string) => {
  const response = await refresh(refreshToken);
  expect(response.status).toBe(200);
  return LoggedIn.parse(await response.json());
};
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;
const statusOf = async (accessToken: string) => {
  const headers = { authorization: `Bearer ${accessToken}` };
  return (await world.call("/v1/me", { headers })).status;
};
/** On the gateway that has heard of nothing but by the broker. */
const connectElsewhere = async (auth: Record<string, unknown>): Promise<Socket> => {
  const options = { transports: ["websocket"], forceNew: true, reconnection: false, auth };
  const socket = io(`http://127.0.0.1:${other.port}/printing-ws`, options);
  await connected(socket);
  return socket;
};
const cut = async (socket: Socket) => {
  const notice = next(socket, "auth:expired");
  const gone = next(socket, "disconnect");
  return { notice: AuthExpired.parse(await notice), gone: await gone };
};
const tokenWith = (seconds: number, email = "anna@acme.test") =>
  withGateway({ PM_ACCESS_TOKEN_SECONDS: seconds }, async (url) => {
    const body = JSON.stringify({ email, password: PASSWORD });
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${url}/auth/login`, { method: "POST", headers, body });
    return LoggedIn.parse(await response.json()).accessToken;
  });
async function withGateway<T>(
  settings: Partial<World["config"]>,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const gateway = await world.openGateway("gw-brief", world.broker.url, settings);
  try {
    return await work(`http://127.0.0.1:${gateway.port}`);
  } finally {
    await gateway.stop(AbortSignal.abort());
  }
}

describe("a session", () => {
  test("goes on with each refresh, and each refresh token is good once", async () => {
    const first = await signIn();
    const second = await refreshed(first.refreshToken);
    expect(second.expiresIn).toBe(900);
    expect(await statusOf(second.accessToken)).toBe(200);
    const third = await refreshed(second.refreshToken ?? "");
    expect(await statusOf(third.accessToken)).toBe(200);
  });

  test("ends for both when a used refresh token is shown again", async () => {
    const stolen = await signIn();
    const owners = await refreshed(stolen.refreshToken);
    const socket = await connectElsewhere({ token: owners.accessToken });
    const gone = cut(socket);
    expect(await codeOf(await refresh(stolen.refreshToken))).toBe("session-ended");
    expect(await codeOf(await refresh(owners.refreshToken ?? ""))).toBe("session-ended");
    expect((await gone).notice.code).toBe("credential-revoked");
    expect(await statusOf(owners.accessToken)).toBe(401);
    expect(await statusOf((await signIn()).accessToken)).toBe(200);
  });

  test("that is nobody's cannot be refreshed", async () => {
    const response = await refresh("pmr_nobody");
    expect(response.status).toBe(401);
    expect(await codeOf(response)).toBe("session-ended");
    expect((await world.post("/auth/refresh", {})).status).toBe(400);
  });

  test("of several that refresh with one token at once goes on for one at most", async () => {
    const { refreshToken } = await signIn();
    const answers = await Promise.all(Array.from({ length: 5 }, () => refresh(refreshToken)));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    expect(answers.filter(({ status }) => status === 401).length).toBeGreaterThanOrEqual(4);
  });

  test("gives the claims of now at the next refresh", async () => {
    const { refreshToken } = await signIn();
    await sql`update account.app_user set role = 'manager' where email = 'anna@acme.test'`;
    const { user } = await refreshed(refreshToken);
    await sql`update account.app_user set role = 'staff' where email = 'anna@acme.test'`;
    expect(user.role).toBe("manager");
  });

  test("ends at a log-out, on every gateway within two seconds", async () => {
    const { accessToken, refreshToken } = await signIn();
    const bystander = await connectElsewhere({ token: (await signIn()).accessToken });
    const gone = cut(await connectElsewhere({ token: accessToken }));
    const began = performance.now();
    const authorization = `Bearer ${accessToken}`;
    expect((await world.post("/auth/logout", {}, { authorization })).status).toBe(204);
    expect(await gone).toEqual({
      notice: { code: "credential-revoked", message: expect.any(String) as string },
      gone: "io server disconnect",
    });
    expect(performance.now() - began).toBeLessThan(2000);
    expect(await statusOf(accessToken)).toBe(401);
    expect(await codeOf(await refresh(refreshToken))).toBe("session-ended");
    expect(bystander.connected).toBe(true);
    bystander.disconnect();
  });

  test("is not ended by a body that is none", async () => {
    const { accessToken } = await signIn();
    const authorization = `Bearer ${accessToken}`;
    expect((await world.post("/auth/logout", "null", { authorization })).status).toBe(400);
    expect(await statusOf(accessToken)).toBe(200);
  });

  test("ends with all others of that person, if they say everywhere, and they may sign in anew", async () => {
    const elsewhere = await signIn();
    const gone = cut(await connectElsewhere({ token: elsewhere.accessToken }));
    const authorization = `Bearer ${(await signIn()).accessToken}`;
    await world.post("/auth/logout", { everywhere: true }, { authorization });
    await gone;
    expect(await codeOf(await refresh(elsewhere.refreshToken))).toBe("session-ended");
    expect(await statusOf((await signIn()).accessToken)).toBe(200);
  });
});

describe("a live socket", () => {
  const ask = (socket: Socket, token: string): Promise<Answer<{ expiresAt: string }>> =>
    socket.timeout(8000).emitWithAck("auth:refresh", { token });

  test("is closed when its token runs out, and told why", async () => {
    const token = await tokenWith(2);
    const socket = await connectElsewhere({ token });
    expect((await cut(socket)).notice.code).toBe("unauthenticated");
    expect(await statusOf(token)).toBe(401);
  });

  test("stays with a new token of the same person, and takes no other's", async () => {
    const socket = await connectElsewhere({ token: await tokenWith(3) });
    const owner = await signIn("owner@acme.test");
    expect(await ask(socket, owner.accessToken)).toMatchObject({ error: { code: "forbidden" } });
    expect(await ask(socket, "x.y.z")).toMatchObject({ error: { code: "unauthenticated" } });
    const brief = await tokenWith(4);
    const answer = await ask(socket, brief);
    if (!answer.ok) throw new Error(answer.error.code);
    // It is the newer token's end that closes it.
    await cut(socket);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(answer.value.expiresAt));
  });

  test("leaves the rooms that its person has lost", async () => {
    const owner = await signIn("owner@acme.test");
    const socket = await connectElsewhere({ token: owner.accessToken });
    await sql`update account.app_user set role = 'staff' where email = 'owner@acme.test'`;
    await sql`delete from account.user_branch where branch = 'south'`;
    const fewer = await refreshed(owner.refreshToken);
    expect(fewer.branches.map(({ id }) => id)).toEqual(["north"]);
    expect((await ask(socket, fewer.accessToken)).ok).toBe(true);
    const joined: unknown = await socket.emitWithAck("join:branch", { branchId: "south" });
    expect(joined).toMatchObject({ error: { code: "forbidden" } });
    socket.disconnect();
  });
});

describe("while the database is away", () => {
  let kept: { accessToken: string; refreshToken: string };
  let late: string;

  beforeAll(async () => {
    kept = await signIn();
    late = await tokenWith(1);
    const agent = await connectElsewhere(agentAuth());
    agent.disconnect();
    await world.database.stop();
  });

  test("nobody can sign in or refresh, and is told to try again", async () => {
    const body = { email: "anna@acme.test", password: PASSWORD };
    for (const response of [
      await world.post("/auth/login", body),
      await refresh(kept.refreshToken),
    ]) {
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).toBeTruthy();
      expect(await codeOf(response)).toBe("read-model-unavailable");
    }
  });

  test("who is signed in goes on, also when the token has run out, by HTTP and socket", async () => {
    expect(await statusOf(kept.accessToken)).toBe(200);
    expect(await statusOf(late)).toBe(200);
    const socket = await connectElsewhere({ token: late });
    // Swept at least twice meanwhile.
    const swept = Promise.race([
      next(socket, "disconnect"),
      new Promise((done) => setTimeout(() => done("still there"), 2500)),
    ]);
    expect(await swept).toBe("still there");
    socket.disconnect();
  });

  test("an agent with a known licence comes in", async () => {
    const socket = await connectElsewhere({ ...agentAuth(), licenseKey: LICENCE });
    expect(socket.connected).toBe(true);
    socket.disconnect();
  });
});
