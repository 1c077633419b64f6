/** Harm in Socket.IO's own words: packets, namespaces, acknowledgements, events. */
import { openAttached, openSession, type Session } from "./engine-session.ts";
import { inTurn, perConnection, type Hostility } from "./hostility.ts";
import { frame, type Target } from "./wire.ts";

const nsp = "/printing-ws";
const event = (name: string, payload: unknown, id: number | "" = "") =>
  `42${nsp},${id}${JSON.stringify([name, payload])}`;

type Opener = (target: Target) => Promise<Session>;

const packets = (
  title: string,
  most: number,
  make: (n: number, target: Target) => string | readonly string[],
  open: Opener = openAttached,
): Hostility =>
  perConnection(title, most, async (t, count, from) => {
    const session = await open(t);
    for (let n = 0; n < count; n++) session.send(...[make(from + n, t)].flat());
    await session.end();
  });

const MALFORMED = ["[", "{}", '["x"', "null", '"x"', "[[]]", "[null]", "-1[]", "9".repeat(400)];
const NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty", "error", "newListener"]
  .concat(["disconnect", "disconnecting", "connect", "connect_error", "", " ", "prin\u0000t"])
  .concat(["agent:hello", "agent:report", "sync:ready", "server:draining", "print:submit "]);
const KNOWN = ["print:submit", "printer:test", "print:cancel", "joinBranch", "leaveBranch"];
const PAYLOADS: readonly unknown[] = [
  undefined,
  null,
  0,
  "x",
  [],
  [[[]]],
  {},
  { __proto__: null },
  { jobId: { $ne: 1 } },
  { branchId: "*.>" },
  { printerId: "../../x", document: {} },
  { printerId: "printer1", document: { kind: "text", text: { toString: 1 } } },
  { printerId: "printer1", document: { kind: "receipt", blocks: Array.from({ length: 50 }) } },
];
const AUTHS: readonly unknown[] = [
  {},
  [],
  "x",
  { token: {} },
  { token: "x".repeat(5000) },
  { userRole: "desktop_app", deviceId: "__proto__" },
  { userRole: { toString: 1 }, token: null },
  { pid: "a.b", offset: { length: 9e9 } },
];
const deep = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;

export const bySocketIo: readonly Hostility[] = [
  packets("packets that cannot be read", 1, (n) => `42${nsp},${inTurn(MALFORMED, n)}`),
  packets("packets of kinds that do not exist", 1, (n) => `4${inTurn(["7", "9", "x", "-"], n)}`),
  packets("names of events that nobody listens to", 200, (n) => event(inTurn(NAMES, n), {}, n)),
  packets("names of events without end", 10, (n) => event("n".repeat(40_000), {}, n)),
  packets("numbers for names", 200, (n) => `42${nsp},${n}[${n},{}]`),
  packets("payloads that no schema has", 150, (n) =>
    event(inTurn(KNOWN, n), inTurn(PAYLOADS, Math.floor(n / 5)), n),
  ),
  packets("events without a payload or anybody who waits", 150, (n) =>
    JSON.stringify([inTurn(KNOWN, n)]).replace(/^/, `42${nsp},`),
  ),
  packets("payloads nested without end", 5, (n) => `42${nsp},${n}["print:submit",${deep}]`),
  packets(
    "more arguments than anybody asked for",
    150,
    (n) =>
      `42${nsp},${n}${JSON.stringify([inTurn(KNOWN, n), {}, null, ...Array.from({ length: 50 }, () => n)])}`,
  ),
  packets("answers to what nobody asked", 200, (n) => `43${nsp},${n}[{"ok":true}]`),
  packets("answers to one question again and again", 200, () => `43${nsp},0[]`),
  packets("answers under another namespace", 2, (n) => `43/orders,${n}[]`),
  packets(
    "numbers of acknowledgements that are none",
    2,
    (n) => `42${nsp},${inTurn(["99999999999999999999", "1e9", "-0"], n)}["joinBranch",{}]`,
  ),
  perConnection("attachments that never come", 5, async (t, count) => {
    const session = await openAttached(t);
    session.send(`452-${nsp},["print:submit",{"_placeholder":true,"num":0}]`);
    for (let n = 0; n < count; n++) session.send(event("joinBranch", {}));
    await session.end();
  }),
  perConnection("attachments with wrong numbers", 2, async (t, _, from) => {
    const session = await openAttached(t);
    const num = inTurn(["5", "-1", '"__proto__"', "1e99", "null"], from);
    session.send(`451-${nsp},["print:submit",{"_placeholder":true,"num":${num}}]`);
    session.socket.write(frame(Uint8Array.of(1, 2, 3), { opcode: 2 }));
    await session.end();
  }),
  packets(
    "more attachments than there may be",
    1,
    (n) => `45${inTurn(["99", "0", "999999999", "-1", "x"], n)}-${nsp},["print:submit"]`,
  ),
  packets("namespaces by the thousand", 40, (n) => `40/n${n},{}`, openSession),
  packets(
    "names of namespaces that are none",
    12,
    (n) => `40/${inTurn(["__proto__", "constructor", "x".repeat(9000), "%00", "*"], n)},{}`,
    openSession,
  ),
  packets(
    "one namespace again and again",
    40,
    (n, { token }) => `40${nsp},${JSON.stringify({ token, n })}`,
    openSession,
  ),
  packets(
    "credentials that are none",
    10,
    (n) => `40${nsp},${JSON.stringify(inTurn(AUTHS, n))}`,
    openSession,
  ),
  packets("events before anybody is known", 1, (n) => event("print:submit", {}, n), openSession),
  packets("disconnects and what comes after", 2, (n) => [
    `41${nsp},`,
    event("print:submit", {}, n),
  ]),
  packets("branches of somebody else", 150, (n) =>
    event("joinBranch", { branchId: `foreign${n}` }, n),
  ),
  packets("floods of what is allowed", 3000, (n, { branch }) =>
    event("joinBranch", { branchId: branch }, n),
  ),
  packets("floods of prints that are none", 1000, (n) => event("print:submit", {}, n)),
  packets("what only agents may say", 150, (n) =>
    event(inTurn(["agent:hello", "agent:report", "agent:progress"], n), {}, n),
  ),
  packets(
    "an agent that says what it may not",
    150,
    (n) =>
      event(inTurn(["agent:report", "agent:progress", "print:submit", "joinBranch"], n), {}, n),
    (t) =>
      openAttached(t, {
        userRole: "desktop_app",
        deviceId: "hostile",
        companyId: t.company,
        branchId: t.branch,
        licenseKey: t.licenceKey,
        appVersion: "1.0.0",
        instanceId: "boot1",
      }),
  ),
];
