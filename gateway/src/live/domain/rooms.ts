import type { Id } from "@printermaster/contracts";

export const roomOf = (company: Id, branch: Id): string => `branch:${company}:${branch}`;

export function branchOfRoom(room: string): { company: Id; branch: Id } | undefined {
  const [kind, company, branch] = room.split(":");
  return kind === "branch" && company && branch ? { company, branch } : undefined;
}
