/** A bug here would look like: a peer that is fast since it does less than it says. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { startNats } from "@printermaster/infra";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startVirtualPrinter, type VirtualPrinter } from "../../agent/src/virtual-printer/index.ts";
import { openPeers, peers, type PeerName } from "../peers/all.ts";
import type { OpenPeer } from "../peers/peer.ts";
import { Submitter } from "../peers/submitter.ts";

const names = Object.keys(peers) as PeerName[];
const PRINTS = 6;

describe("the peers", () => {
  let folder: string;
  let printer: VirtualPrinter;
  let open: ReadonlyMap<PeerName, OpenPeer>;
  const ending: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "pm-peers-"));
    ending.push(() => rm(folder, { recursive: true }));
    const nats = await startNats();
    ending.push(() => nats.stop());
    printer = await startVirtualPrinter({ id: "p", name: "p", port: 0, httpPort: 0 });
    ending.push(() => printer.close());
    const printers = [{ id: "p", port: printer.port }];
    const ground = { natsUrl: nats.url, natsPid: nats.pid, folder, printers };
    open = await openPeers(names, ground, () => {});
    for (const { close } of open.values()) ending.push(close);
  });
  afterAll(async () => {
    for (const end of ending.toReversed()) await end();
  });

  it.for(names)(
    "put each print on paper once before its submitter is told: %s",
    async (name, t) => {
      const peer = open.get(name);
      if (!peer) return t.skip("there is no Redis");
      await peer.prepare?.();
      const submitter = await Submitter.open(peer.url);
      const before = printer.tickets().length;
      await Promise.all(Array.from({ length: PRINTS }, () => submitter.print("p")));
      expect(printer.tickets()).toHaveLength(before + PRINTS);
      submitter.close();
    },
  );

  it("have an agent that forgets a job only when it is told to be done", (t) => {
    if (!open.has("bullmq-always")) return t.skip("there is no Redis");
    const spool = new DatabaseSync(join(folder, "bullmq", "spool.sqlite"), { readOnly: true });
    const left = spool.prepare("select count(*) as jobs from work where outcome is null").get();
    expect(left).toEqual({ jobs: 0 });
    spool.close();
  });
});
