/** The declared stack with a proxy in each of its links, our printers at its end, and tills before it. */
import { startStack, type ProcessSpec, type Stack, type StackOptions } from "@printermaster/infra";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Actor } from "./actors/actor.ts";
import type { Behaviour } from "./actors/printer.ts";
import type { Load } from "./actors/submitter.ts";
import type { Targets } from "./nemesis/fault.ts";
import type { FaultProxy } from "./nemesis/fault-proxy.ts";
import { Amendment, clockOf } from "./amendment.ts";

export interface Size {
  readonly gateways: number;
  readonly orchestrators: number;
  readonly agents: number;
  readonly tills: number;
  readonly perSecond: number;
}

export interface Scene {
  readonly stack: Stack;
  readonly targets: Targets;
  readonly links: ReadonlyMap<string, FaultProxy>;
  readonly tills: readonly Actor[];
  readonly behave: (printerId: string, behaviour: Behaviour) => Promise<void>;
  readonly stepClock: (process: string, byMs: number) => void;
  readonly close: () => Promise<void>;
}

export interface Setting {
  readonly size: Size;
  readonly seed: number;
  readonly folder: string;
  /** None in an honest run: see sabotage/. */
  readonly sabotage: string | undefined;
  /** The load is tests of a till with a key, each asked for once. */
  readonly tests?: boolean;
  readonly signal: AbortSignal;
}

export async function openScene(setting: Setting): Promise<Scene> {
  const { size, folder } = setting;
  const ledgers = ledgersIn(folder);
  mkdirSync(ledgers, { recursive: true });
  const closing: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).toReversed()) await step();
  };
  try {
    const printers = new Actor("printers.ts");
    closing.push(() => printers.end());
    const ids = Array.from({ length: size.agents + 1 }, (_, index) => `printer${index + 1}`);
    const ports = await printers.ask<Record<string, number>>("begin", { folder: ledgers, ids });
    const amendment = new Amendment(ports, folder, setting.sabotage);
    closing.push(() => amendment.close());
    const stack = await startStack(optionsOf(setting, amendment));
    closing.push(() => stack.stop());
    const { origin } = await amendment.through("tills → balancer", new URL(stack.url));
    const tills = loadsOf(setting, stack).map((load) => ({
      load,
      till: new Actor("submitters.ts"),
    }));
    closing.push(() => Promise.all(tills.map(({ till }) => till.end())));
    const where = { folder: ledgers, url: origin, user: userOf(setting, stack) };
    for (const { load, till } of tills) await till.ask("begin", { ...where, load });
    return {
      stack,
      targets: targetsOf(stack, [...amendment.links.keys()]),
      links: amendment.links,
      tills: tills.map(({ till }) => till),
      behave: (id, behaviour) => printers.ask("behave", { id, behaviour }),
      stepClock: (process, byMs) => writeFileSync(clockOf(folder, process), String(byMs)),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

// A printer that is away is given up sooner than people would want, for the breakers' sake.
const env = { PM_PRINTER_PATIENCE_MS: "1000" };

function optionsOf({ size, folder, signal }: Setting, amendment: Amendment): StackOptions {
  const { gateways, orchestrators, agents } = size;
  const dataDir = join(folder, "stack");
  const amend = (spec: ProcessSpec) => amendment.of(spec);
  return { gateways, orchestrators, agents, dataDir, ports: { http: 0 }, env, amend, signal };
}

export const ledgersIn = (folder: string): string => join(folder, "ledgers");

const userOf = ({ tests }: Setting, { demo }: Stack) => ({
  ...demo.users[0],
  ...(tests && { apiKey: demo.apiKeys[0]?.key }),
});

const loadsOf = ({ size, seed, tests = false }: Setting, { printers }: Stack): Load[] =>
  Array.from({ length: size.tills }, (_, index) => ({
    name: `till${index + 1}`,
    seed: seed + index + 1,
    tests,
    perSecond: size.perSecond / size.tills,
    printers: printers.map(({ id, branchId }) => ({ id, branchId })),
  }));

function targetsOf(stack: Stack, links: readonly string[]): Targets {
  const names = stack.processes().map(({ name }) => name);
  const of = (role: string) => names.filter((name) => name.startsWith(`${role}-`));
  return {
    gateways: of("gateway"),
    orchestrators: of("orchestrator"),
    agents: of("agent"),
    links,
    printers: stack.printers.map(({ id }) => id),
  };
}
