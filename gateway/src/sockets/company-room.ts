import {
  accepted,
  CompanyRoom,
  refused,
  type Answer,
  type JoinedCompany,
} from "@printermaster/contracts";
import { permitted } from "../accounts/domain/permissions.ts";
import { branchIds, type UserPrincipal } from "../domain/principal.ts";
import { roomOf } from "../live/domain/rooms.ts";
import type { Handle } from "./handle.ts";
import type { PrintingSocket } from "./printing-socket.ts";

/** Whoever sees the company starts in all its branches; this brings back the ones that were left. */
export function serveCompanyRoom(
  handle: Handle,
  socket: PrintingSocket,
  user: UserPrincipal,
): void {
  const join = async (companyId: string): Promise<Answer<JoinedCompany>> => {
    const allowed = permitted(user, "see-company");
    if (!allowed.ok) return allowed;
    if (companyId !== user.company) return refused("forbidden");
    const branches = branchIds(user);
    await socket.join(branches.map((branch) => roomOf(user.company, branch)));
    return accepted({ companyId, branches });
  };
  handle(socket, "join:company", CompanyRoom, ({ companyId }) => join(companyId));
}
