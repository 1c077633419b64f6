import type { Id } from "@printermaster/contracts";

export interface BranchName {
  readonly company: Id;
  readonly branch: Id;
}

export const roomOf = (company: Id, branch: Id): string => `branch:${company}:${branch}`;

export function branchOfRoom(room: string): BranchName | undefined {
  const [kind, company, branch] = room.split(":");
  return kind === "branch" && company && branch ? { company, branch } : undefined;
}
