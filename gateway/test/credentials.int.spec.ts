/** A bug here would look like: a stolen licence that goes on printing, or a manager who lets strangers into other branches. */
import {
  ApiKeyList,
  BranchList,
  CreatedApiKey,
  CreatedLicence,
  LicenceList,
  Me,
  type Licence,
} from "@printermaster/contracts";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Gateway } from "../src/start-gateway.ts";
import {
  agentAuth,
  API_KEY,
  connected,
  next,
  refusalOf,
  startWorld,
  TENANT,
  type World,
} from "./world/world.ts";

let world: World;
let other: Gateway;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  world = await startWorld();
  other = await world.openGateway("gw-other");
  for (const who of ["owner", "mona", "anna", "sue"])
    tokens[who] = await world.tokenOf(`${who}@acme.test`);
});
afterAll(async () => {
  await other.stop(AbortSignal.abort());
  await world.stop();
});

const as = (who: string) => ({ authorization: `Bearer ${tokens[who]}` });
const get = async (who: string, path: string): Promise<unknown> =>
  (await world.call(path, { headers: as(who) })).json();
const post = async (who: string, path: string, body: unknown = {}) => {
  const response = await world.post(path, body, as(who));
  return { status: response.status, body: (await response.json()) as { code?: string } };
};
const newLicence = async (facts: Record<string, unknown> = {}) => {
  const wanted = { name: "Kitchen", branchId: "north", devices: 1, ...facts };
  return CreatedLicence.parse((await post("owner", "/v1/licences", wanted)).body);
};
const licenceOf = async (id: string): Promise<Licence | undefined> =>
  LicenceList.parse(await get("owner", "/v1/licences")).licences.find((one) => one.id === id);

/** On the gateway that has heard of nothing but by the broker. */
const elsewhere = (auth: Record<string, unknown>): Socket => {
  const options = { transports: ["websocket"], forceNew: true, reconnection: false, auth };
  return io(`http://127.0.0.1:${other.port}/printing-ws`, options);
};
const auth = (licenseKey: string, deviceId = "till1", instanceId = "install1") => ({
  ...agentAuth(deviceId),
  licenseKey,
  instanceId,
});
const comesIn = async (handshake: Record<string, unknown>) => {
  const socket = elsewhere(handshake);
  await connected(socket);
  return socket;
};
const refusedWith = async (handshake: Record<string, unknown>) =>
  ((await refusalOf(elsewhere(handshake))).data as { code: string }).code;

describe("a licence", () => {
  test("is told once, lets its devices in, and is listed with them", async () => {
    const { licence, key } = await newLicence();
    const socket = await comesIn(auth(key));
    socket.disconnect();
    const listed = await licenceOf(licence.id);
    expect(listed).toMatchObject({ name: "Kitchen", branchId: "north", devices: 1 });
    expect(listed?.bound).toMatchObject([{ deviceId: "till1", installationId: "install1" }]);
    const all = JSON.stringify(await get("owner", "/v1/licences"));
    expect(all).not.toContain(key);
    expect(all).not.toContain("hash");
  });

  test("binds the device that comes first to its installation: another is refused, with an alert", async () => {
    const { licence, key } = await newLicence();
    (await comesIn(auth(key, "till7"))).disconnect();
    const screen = world.connect({ token: tokens["owner"] });
    await connected(screen);
    await next(screen, "sync:ready");
    const alert = next(screen, "desktop:alert");
    expect(await refusedWith(auth(key, "till7", "install2"))).toBe("second-installation");
    expect(await alert).toMatchObject({ deviceId: "till7", code: "second-installation" });
    const further = next(screen, "desktop:alert");
    expect(await refusedWith(auth(key, "till8"))).toBe("too-many-devices");
    expect(await further).toMatchObject({ deviceId: "till8", code: "too-many-devices" });
    screen.disconnect();
    const path = `/v1/licences/${licence.id}/devices`;
    const release = (device: string) =>
      world.call(`${path}/${device}`, { method: "DELETE", headers: as("owner") });
    expect((await release("till9")).status).toBe(404);
    expect((await release("till7")).status).toBe(200);
    (await comesIn(auth(key, "till7", "install2"))).disconnect();
  });

  test("lets in no more devices than it allows, however many come at once", async () => {
    const { licence, key } = await newLicence({ devices: 3 });
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, number) =>
        comesIn(auth(key, `flock${number}`)).then(
          (socket) => socket.disconnect() && "in",
          ({ message }: Error) => message,
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === "in")).toHaveLength(3);
    expect(outcomes.filter((outcome) => outcome === "too-many-devices")).toHaveLength(7);
    expect((await licenceOf(licence.id))?.bound).toHaveLength(3);
  });

  test("that is revoked cuts its agents on every gateway within two seconds, and lets nobody in", async () => {
    const { licence, key } = await newLicence();
    const agent = await comesIn(auth(key));
    const bystander = await comesIn(auth((await newLicence()).key, "till2"));
    const notice = next(agent, "auth:expired");
    const gone = next(agent, "disconnect");
    const began = performance.now();
    const answer = await post("owner", `/v1/licences/${licence.id}/revoke`);
    expect(answer).toMatchObject({ status: 200, body: { licence: { id: licence.id } } });
    expect(await notice).toMatchObject({ code: "credential-revoked" });
    await gone;
    expect(performance.now() - began).toBeLessThan(2000);
    expect(await refusedWith(auth(key))).toBe("credential-revoked");
    expect((await licenceOf(licence.id))?.revokedAt).toBeTruthy();
    expect(bystander.connected).toBe(true);
    bystander.disconnect();
  });

  test("that expires cuts its agents then, and lets nobody in", async () => {
    const expiresAt = new Date(Date.now() + 2000).toISOString();
    const { key } = await newLicence({ expiresAt });
    const agent = await comesIn(auth(key));
    expect(await next(agent, "auth:expired")).toMatchObject({ code: "credential-expired" });
    expect(await refusedWith(auth(key))).toBe("credential-expired");
  });
});

describe("an API key", () => {
  const meOf = (key: string) => world.call("/v1/me", { headers: { "x-api-key": key } });

  test("is told once, and works at once until it is revoked", async () => {
    const wanted = { name: "Till", branches: ["south"] };
    const { apiKey, key } = CreatedApiKey.parse((await post("owner", "/v1/api-keys", wanted)).body);
    const me = Me.parse(await (await meOf(key)).json());
    expect(me).toMatchObject({ kind: "pos", role: "pos", tenant: TENANT, company: { id: "acme" } });
    expect(me.branches).toEqual([{ id: "south", name: "South" }]);
    const listed = JSON.stringify(await get("owner", "/v1/api-keys"));
    expect(listed).toContain(apiKey.id);
    expect(listed).not.toContain(key);
    expect((await post("owner", `/v1/api-keys/${apiKey.id}/revoke`)).status).toBe(200);
    const refused = await meOf(key);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ code: "credential-revoked" });
  });

  test("may not make others", async () => {
    const headers = { "x-api-key": API_KEY };
    const body = { name: "Mine" };
    expect((await world.post("/v1/api-keys", body, headers)).status).toBe(403);
    expect((await world.call("/v1/licences", { headers })).status).toBe(403);
  });
});

describe("who manages", () => {
  const licence = { name: "Bar", branchId: "north" };

  test("is an owner everywhere, and a manager in their own branches only", async () => {
    expect((await post("mona", "/v1/licences", licence)).status).toBe(201);
    const foreign = await post("mona", "/v1/licences", { ...licence, branchId: "south" });
    expect(foreign).toMatchObject({ status: 403, body: { code: "forbidden" } });
    const south = await newLicence({ branchId: "south" });
    const { licences } = LicenceList.parse(await get("mona", "/v1/licences"));
    expect(new Set(licences.map(({ branchId }) => branchId))).toEqual(new Set(["north"]));
    const revoke = await post("mona", `/v1/licences/${south.licence.id}/revoke`);
    expect(revoke).toMatchObject({ status: 404, body: { code: "unknown-licence" } });
  });

  test.each(["/v1/api-keys", "/v1/licences"])(
    "ends nothing in the year 0, which would end the list: %s",
    async (path) => {
      const body = { name: "Old", branchId: "north", expiresAt: "0000-01-01T00:00:00Z" };
      expect((await post("owner", path, body)).status).toBe(400);
      await get("owner", path);
    },
  );

  test("gives no key that reaches further than they do", async () => {
    expect((await post("mona", "/v1/api-keys", { name: "All" })).status).toBe(403);
    const wide = { name: "Both", branches: ["north", "south"] };
    expect((await post("mona", "/v1/api-keys", wide)).status).toBe(403);
    const own = await post("mona", "/v1/api-keys", { name: "Own", branches: ["north"] });
    expect(own.status).toBe(201);
    const everywhere = await post("owner", "/v1/api-keys", { name: "Everywhere" });
    const { apiKey } = CreatedApiKey.parse(everywhere.body);
    const { apiKeys } = ApiKeyList.parse(await get("mona", "/v1/api-keys"));
    expect(apiKeys.map(({ id }) => id)).not.toContain(apiKey.id);
    expect((await post("mona", `/v1/api-keys/${apiKey.id}/revoke`)).status).toBe(404);
  });

  test.each(["anna", "sue"])("is not %s", async (who) => {
    expect((await post(who, "/v1/licences", licence)).status).toBe(403);
    expect((await post(who, "/v1/api-keys", { name: "Mine" })).status).toBe(403);
    expect(await get(who, "/v1/licences")).toMatchObject({ code: "forbidden" });
  });

  test("says what is wrong with what they want", async () => {
    for (const body of [{}, { ...licence, devices: 0 }, { ...licence, expiresAt: "soon" }])
      expect((await post("owner", "/v1/licences", body)).status).toBe(400);
    expect((await post("owner", "/v1/licences/..%2f/revoke")).status).toBe(404);
  });
});

test("support sees all branches and prints in none", async () => {
  const me = Me.parse(await get("sue", "/v1/me"));
  expect(me.branches.map(({ id }) => id)).toEqual(["north", "south"]);
  expect(BranchList.parse(await get("sue", "/v1/branches")).branches).toHaveLength(2);
  const print = { printerId: "bar", branchId: "north", document: { kind: "text", text: "Tea" } };
  const headers = { ...as("sue"), "idempotency-key": "k1" };
  expect((await world.post("/v1/jobs", print, headers)).status).toBe(403);
  const socket = world.connect({ token: tokens["sue"] });
  await connected(socket);
  const answer: unknown = await socket.emitWithAck("printer:test", print);
  expect(answer).toMatchObject({ error: { code: "forbidden" } });
  socket.disconnect();
});
