import { createHash } from "node:crypto";
import { describe, expect, it, test } from "vitest";
import { queuesIn } from "../src/discovery/adapters/cups-queues.ts";
import { addressesIn } from "../src/discovery/domain/address-range.ts";
import { printersIn } from "../src/discovery/domain/announcements.ts";
import { withoutDoubles, type Found } from "../src/discovery/domain/found.ts";
import { meet } from "../src/discovery/domain/roster.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest();
const network = (host: string, change: Partial<Found> = {}): Found => ({
  identity: "net aa:bb 9100",
  name: "Kitchen",
  kind: "tcp",
  place: { at: "network", host, port: 9100 },
  source: "range",
  ...change,
});
const queue = (name: string, uri: string): Found => ({
  identity: `cups ${name}`,
  name,
  kind: "cups",
  place: { at: "queue", queue: name, uri },
  source: "cups",
});
const device = (path: string): Found => ({
  identity: `usb ${path}`,
  name: "POS-80",
  kind: "device",
  place: { at: "device", path },
  source: "devices",
});

describe("a printer that is found", () => {
  const none = new Set<string>();

  it("gets an id once, and keeps it when its address changes", () => {
    const first = meet([], [network("10.0.0.5")], none, sha256);
    expect(first.changes).toMatchObject([{ type: "PrinterFound" }]);
    const second = meet(first.roster, [network("10.0.0.9", { name: "Else" })], none, sha256);
    expect(second.changes).toEqual([
      { type: "PrinterMoved", printer: { ...first.roster[0], place: network("10.0.0.9").place } },
    ]);
    expect(meet(second.roster, [network("10.0.0.9")], none, sha256).changes).toEqual([]);
  });

  it("gets the same id after its roster was lost", () => {
    const id = () => meet([], [network("10.0.0.5")], none, sha256).roster[0]?.printerId;
    expect(id()).toMatch(/^tcp[a-z0-9]{12}$/);
    expect(id()).toBe(id());
  });

  it("stays known while it is switched off", () => {
    const { roster } = meet([], [network("10.0.0.5")], none, sha256);
    expect(meet(roster, [], none, sha256)).toEqual({ roster, changes: [] });
  });

  it("is not found where one is configured", () => {
    const taken = new Set(["10.0.0.5:9100"]);
    expect(meet([], [network("10.0.0.5")], taken, sha256).roster).toEqual([]);
    const queueToIt = queue("bar", "socket://10.0.0.5");
    expect(meet([], [queueToIt], taken, sha256).roster).toEqual([]);
    const another = queue("bar", "socket://10.0.0.6");
    expect(meet([], [another], taken, sha256).roster).toHaveLength(1);
  });

  it("leaves room for those that are configured, however many there are", () => {
    const many = Array.from({ length: 200 }, (_, n) =>
      network(`10.0.0.${n}`, { identity: `net ${n}` }),
    );
    expect(meet([], many, none, sha256).roster).toHaveLength(60);
  });
});

describe("a printer that several sources see", () => {
  it("is asked directly rather than through a queue, under the name that it announces", () => {
    const announced = network("10.0.0.5", { source: "mdns", name: "TM-T88" });
    const seen = [network("10.0.0.5"), announced, queue("kitchen", "socket://10.0.0.5:9100")];
    expect(withoutDoubles(seen)).toEqual([announced]);
    expect(withoutDoubles([queue("kitchen", "socket://10.0.0.5")])).toHaveLength(1);
  });

  it("is left to CUPS at a USB port, where a device file would take it away", () => {
    const usb = queue("bar", "usb://EPSON/TM-T20?serial=1");
    expect(withoutDoubles([usb, device("/dev/usb/lp0")])).toEqual([usb]);
    expect(withoutDoubles([device("/dev/usb/lp0")])).toHaveLength(1);
  });
});

test("the queues of CUPS are read from what lpstat says, and nothing else it says", () => {
  const told =
    "device for bar: usb://EPSON/TM-T20?serial=1\ndevice for kitchen: socket://10.0.0.5:9100\nlpstat: No destinations added.\n";
  expect(queuesIn(told).map(({ name, place }) => [name, place])).toEqual([
    ["bar", { at: "queue", queue: "bar", uri: "usb://EPSON/TM-T20?serial=1" }],
    ["kitchen", { at: "queue", queue: "kitchen", uri: "socket://10.0.0.5:9100" }],
  ]);
});

test("a printer that announces itself is known by its UUID, whichever service tells it, and only with raw data printed on", () => {
  const raw = "TM-T88._pdl-datastream._tcp.local";
  const records = [
    { name: "_pdl-datastream._tcp.local", type: "PTR", data: raw },
    { name: raw, type: "SRV", data: { port: 9100, target: "epson1.local" } },
    { name: "EPSON1.local", type: "A", data: "10.0.0.5" },
    { name: "TM-T88._ipp._tcp.local", type: "TXT", data: [Buffer.from("UUID=4242-aa")] },
    { name: "_ipp._tcp.local", type: "PTR", data: "Office._ipp._tcp.local" },
  ];
  const [found, ...others] = printersIn(records);
  expect(found).toMatchObject({
    identity: "mdns 4242-aa",
    name: "TM-T88",
    place: { host: "10.0.0.5", port: 9100 },
  });
  expect(others).toEqual([]);
  expect(printersIn(records.slice(0, 3))[0]?.identity).toBe("mdns epson1.local");
  expect(printersIn(records.slice(0, 2))).toEqual([]);
});

describe("a range of addresses", () => {
  it.each([
    ["10.0.0.8/30", ["10.0.0.9", "10.0.0.10"]],
    ["10.0.0.5-10.0.0.7", ["10.0.0.5", "10.0.0.6", "10.0.0.7"]],
    ["10.0.255.255-10.1.0.0", ["10.0.255.255", "10.1.0.0"]],
    ["127.0.0.1", ["127.0.0.1"]],
    ["127.0.0.1/32", ["127.0.0.1"]],
  ])("%s is these", (range, addresses) => expect(addressesIn(range)).toEqual(addresses));

  it.each(["10.0.0.0/16", "10.0.0.0/33", "10.0.0.9-10.0.0.1", "10.0.0.256", "printer", "", "::1"])(
    "%s is none, or too many",
    (range) => expect(addressesIn(range)).toBeUndefined(),
  );

  it("holds 1022 at most", () => expect(addressesIn("10.0.0.0/22")).toHaveLength(1022));
});
