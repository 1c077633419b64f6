/** Everything that can be done to a running system, as data. */
import type { Behaviour } from "../actors/printer.ts";
import type { Toxic } from "./fault-proxy.ts";

export type Fault =
  | { readonly kind: "kill"; readonly processes: readonly string[] }
  | { readonly kind: "freeze"; readonly processes: readonly string[]; readonly forMs: number }
  | { readonly kind: "rolling-restart"; readonly processes: readonly string[] }
  | {
      readonly kind: "link";
      readonly links: readonly string[];
      readonly toxic: Toxic;
      readonly forMs: number;
    }
  | {
      readonly kind: "printer";
      readonly printerId: string;
      readonly behaviour: Behaviour;
      readonly forMs: number;
    }
  | { readonly kind: "disk-full"; readonly process: string; readonly forMs: number }
  | {
      readonly kind: "clock-step";
      readonly process: string;
      readonly byMs: number;
      readonly forMs: number;
    };

export interface Planned {
  readonly atMs: number;
  readonly fault: Fault;
}

/** What there is to be hurt. */
export interface Targets {
  readonly gateways: readonly string[];
  readonly orchestrators: readonly string[];
  readonly agents: readonly string[];
  readonly links: readonly string[];
  readonly printers: readonly string[];
}

/** As the tables count it. */
export function nameOf(fault: Fault): string {
  switch (fault.kind) {
    case "kill":
    case "freeze":
      return fault.processes.length > 1
        ? `${fault.kind} all ${roleOf(fault.processes[0])}s`
        : `${fault.kind} ${roleOf(fault.processes[0])}`;
    case "rolling-restart":
      return `${fault.kind} ${roleOf(fault.processes[0])}s`;
    case "link":
      return `link ${fault.toxic.kind}`;
    case "printer":
      return `printer ${fault.behaviour}`;
    case "disk-full":
    case "clock-step":
      return `${fault.kind} ${roleOf(fault.process)}`;
  }
}

const roleOf = (process = ""): string => process.replace(/-\d+$/, "");

/** After it a print may be under way whose end nobody can know. */
export function blursPaper(fault: Fault): boolean {
  switch (fault.kind) {
    case "kill":
    case "freeze":
    case "rolling-restart":
      return fault.processes.some((name) => name.startsWith("agent"));
    case "link":
      return fault.links.some((name) => name.includes("printer"));
    case "printer":
    case "disk-full":
      return true;
    case "clock-step":
      return false;
  }
}
