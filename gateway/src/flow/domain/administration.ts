import type { Id } from "@printermaster/contracts";
import { permissions, type Permission } from "../../accounts/domain/permissions.ts";

/** As much of somebody as this needs: a point of sale has no role, and may not. */
export interface Known {
  readonly company: Id;
  readonly kind: string;
  readonly role?: string;
}

/** Who may look at what goes on behind the screens, of their own company. */
export const mayAdminister = ({ kind, role }: Known): boolean =>
  kind === "user" && (permissionsOf.get(role ?? "")?.includes("watch-traffic") ?? false);

const permissionsOf = new Map<string, readonly Permission[]>(Object.entries(permissions));
