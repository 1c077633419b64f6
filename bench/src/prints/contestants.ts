/** Ours, and those peers that are wanted and can be had. */
import { join } from "node:path";
import type { RunningNats, Stack } from "@printermaster/infra";
import { startChild } from "../../peers/child.ts";
import { openPeers, type PeerName } from "../../peers/all.ts";
import type { BranchPrinter } from "../../peers/peer.ts";
import { Submitter } from "../../peers/submitter.ts";
import type { Contestant, Process } from "../loads/contestant.ts";
import type { PrintClient } from "../ours/print-client.ts";
import type { Opened } from "./scene.ts";

export const OURS = "ours";

export function oursOf(stack: Stack, client: PrintClient): Contestant {
  const { printers } = stack;
  return {
    name: OURS,
    printers: printers.length,
    print: (number) => client.print(printers[number % printers.length]!),
    processes: () => running(stack),
  };
}

/** Processes of one kind together: `gateway`, not `gateway-1`. */
export const running = (stack: Stack): Process[] =>
  stack.processes().flatMap(({ name, pid, state }) => {
    const kind = name.replace(/-\d+$/, "");
    return pid === undefined || state !== "ready" ? [] : [{ name: kind, pid }];
  });

const PRINTERS = 2;

export async function openContestants(
  wanted: readonly PeerName[],
  nats: RunningNats,
  place: string,
  opened: Opened,
  say: (line: string) => void,
): Promise<Contestant[]> {
  const printers: (BranchPrinter & Process)[] = [];
  for (let n = 1; n <= PRINTERS; n++) {
    const id = `peer-printer${n}`;
    const printer = await startChild("branch/printer.ts", { id, folder: join(place, id) });
    opened(printer, printer.end);
    printers.push({ id, name: id, port: printer.port, pid: printer.pid });
  }
  const ground = { natsUrl: nats.url, natsPid: nats.pid, folder: place, printers };
  const contestants: Contestant[] = [];
  for (const [name, peer] of await openPeers(wanted, ground, say)) {
    opened(peer, peer.close);
    const submitter = await Submitter.open(peer.url);
    opened(submitter, async () => submitter.close());
    contestants.push({
      name,
      printers: PRINTERS,
      prepare: peer.prepare,
      print: (number) => submitter.print(printers[number % PRINTERS]!.id),
      processes: () => [
        ...peer.processes.map(({ name, pid }) => ({ name: name.replace(/^.*\//, ""), pid })),
        ...printers.map(({ pid }) => ({ name: "printer", pid })),
      ],
    });
  }
  return contestants;
}
