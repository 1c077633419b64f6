import { join } from "node:path";
import { type Stack } from "../stack.ts";
import { type StateChange } from "../supervisor/spec.ts";

export type Say = (line: string) => void;

/** Lines with the seconds since the start in front. */
export function stopwatch(write: (line: string) => void): Say {
  const began = performance.now();
  return (line) =>
    write(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);
}

export const stateLine = ({ name, state, detail }: StateChange): string =>
  `${name.padEnd(16)} ${state}${detail === undefined ? "" : ` (${detail})`}`;

/** What a person needs to know once everything runs. */
export function summary(stack: Stack, dataDir: string): string {
  const { users, apiKeys, company } = stack.demo;
  const [user] = users;
  const branch = (id: string): string =>
    stack.demo.branches.find((one) => one.id === id)?.name ?? id;
  const rows: [string, string][] = [
    ["open", stack.url],
    ["log in", user ? `${user.email} / ${user.password}` : "nobody"],
    ...apiKeys.map(({ key }): [string, string] => [
      "POS key",
      `${key}  (tenant ${company.tenant})`,
    ]),
    ...stack.printers.map(({ name, branchId, httpUrl }): [string, string] => [
      "paper",
      `${httpUrl}  ${name}, ${branch(branchId)}`,
    ]),
    ["logs", join(dataDir, "logs")],
    ["data", dataDir],
  ];
  return [
    "",
    ...rows.map(([label, text]) => `  ${label.padEnd(8)} ${text}`),
    "",
    "  Ctrl-C ends everything",
    "",
  ].join("\n");
}
