/** A bug here would look like: a till that prints for another company, or one that cannot print as a database is down. */
import { accepted, SubmitPrint, VERIFIERS } from "@printermaster/contracts";
import { jetstreamManager } from "@nats-io/jetstream";
import { createLog, sha256Hex } from "@printermaster/runtime";
import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { postgresCredentials } from "../src/accounts/adapters/postgres-credentials.ts";
import { openPostgres } from "../src/accounts/adapters/postgres-accounts.ts";
import { streamVerifiers } from "../src/accounts/adapters/stream-verifiers.ts";
import { admitPos, type PosAdmissionDeps } from "../src/accounts/app/admit-pos.ts";
import { jobState } from "./world/job-state.ts";
import { API_KEY, startWorld, TENANT, type World } from "./world/world.ts";

let world: World;
let sql: postgres.Sql;
let deps: PosAdmissionDeps;

beforeAll(async () => {
  world = await startWorld();
  sql = openPostgres(world.database.url);
  const now = () => new Date();
  deps = {
    credentials: postgresCredentials(sql),
    verifiers: await streamVerifiers(world.broker.nats, now),
    revocations: { covers: () => false },
    log: createLog("gateway", "pos", "silent"),
    now,
  };
  world.broker.on("submit", ({ body, branch }) => {
    const { printerId } = SubmitPrint.parse(body);
    return accepted({ job: jobState({ branch: branch ?? "", printerId }), replayed: false });
  });
  await sql`insert into account.company (id, name) values ('plain', 'Plain')`;
});
afterAll(async () => {
  await sql.end();
  await world.stop();
});

const outcome = async (tenant: string, key = API_KEY) => {
  const answer = await admitPos(deps, tenant, key);
  return answer.ok ? answer.value : answer.error.code;
};
const put = (key: string, expiresAt: string | null) => {
  const about = { id: key, name: key, company: "acme" };
  const row = { hash: sha256Hex(key), expires_at: expiresAt, ...about };
  return sql`insert into account.api_key ${sql(row)}`;
};
const print = (headers: Record<string, string>) =>
  world.post(
    "/v1/jobs",
    { printerId: "bar", document: { kind: "text", text: "Tea" } },
    { "idempotency-key": "k1", ...headers },
  );

describe("a point of sale", () => {
  test("comes in with a key of its tenant, to the branches that the key is for", async () => {
    expect(await outcome(TENANT)).toMatchObject({
      kind: "pos",
      name: "Till",
      company: "acme",
      companyName: "Acme",
      tenant: TENANT,
      branches: [{ id: "north", name: "North" }],
    });
  });

  test("with a key for no branch in particular comes to all of them", async () => {
    await put("everywhere", null);
    const branches = [{ id: "north" }, { id: "south" }];
    expect(await outcome(TENANT, "everywhere")).toMatchObject({ branches });
  });

  test("is refused with a strange key, at another tenant's address, and at nobody's", async () => {
    expect(await outcome(TENANT, "nobody's key")).toBe("unauthenticated");
    expect(await outcome(TENANT, "")).toBe("unauthenticated");
    expect(await outcome("nowhere", "nobody's key")).toBe("unauthenticated");
    // Its slug is its id, as it chose none.
    expect(await outcome("plain")).toBe("forbidden");
    expect(await outcome("acme")).toBe("unknown-tenant");
    expect(await outcome("../acme")).toBe("unknown-tenant");
  });

  test("is told that its key has expired, or was revoked", async () => {
    await put("old", "2026-01-01T00:00:00Z");
    await sql`update account.api_key set revoked_at = now() where id = 'everywhere'`;
    expect(await outcome(TENANT, "old")).toBe("credential-expired");
    expect(await outcome(TENANT, "everywhere")).toBe("credential-revoked");
  });

  test.each([{ "x-api-key": API_KEY }, { authorization: `Bearer ${API_KEY}` }])(
    "prints over HTTP with %o",
    async (headers) => {
      expect((await print(headers)).status).toBe(201);
      expect(world.broker.heardOf("submit").at(-1)).toMatchObject({
        company: "acme",
        branch: "north",
        body: { submittedBy: { kind: "pos", name: "Till" } },
      });
      expect((await print({ "x-api-key": "nobody's key" })).status).toBe(401);
    },
  );

  test("is refused with a wrong token, whatever key comes with it", async () => {
    const headers = { authorization: "Bearer nobody's", "x-api-key": API_KEY };
    expect((await print(headers)).status).toBe(401);
  });

  test("may not give up what others printed", async () => {
    const state = jobState({ jobId: "job1", status: "aborted" });
    await world.broker.storeJob("PrintFailed", state);
    const response = await world.post("/v1/jobs/job1/discard", {}, { "x-api-key": API_KEY });
    expect(response.status).toBe(403);
  });

  test("comes in while the database is away, and strangers do not", async () => {
    const manager = await jetstreamManager(world.broker.nats);
    const kept = async () => (await manager.streams.info(VERIFIERS)).state.messages;
    // Two keys and the tenant that others asked for.
    await vi.waitFor(async () => expect(await kept()).toBeGreaterThanOrEqual(3));
    await world.database.stop();
    expect(await outcome(TENANT)).toMatchObject({ kind: "pos", company: "acme" });
    expect(await outcome("plain")).toBe("forbidden");
    expect((await print({ "x-api-key": API_KEY })).status).toBe(201);
    await expect(outcome(TENANT, "nobody's key")).rejects.toMatchObject({
      code: "read-model-unavailable",
    });
    const stranger = await print({ "x-api-key": "nobody's key" });
    expect(stranger.status).toBe(503);
    expect(stranger.headers.get("retry-after")).toBeTruthy();
  });
});
