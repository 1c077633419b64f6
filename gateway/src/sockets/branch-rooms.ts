/** Everybody starts in all of their branches, and may leave and come back. */
import { accepted, refused, type Answer, type Id } from "@printermaster/contracts";
import { mayUse, type UserPrincipal } from "../domain/principal.ts";
import { roomOf } from "../live/domain/rooms.ts";
import type { PrintingSocket } from "./printing-socket.ts";

export interface BranchRooms {
  readonly join: (choice: { readonly branchId: Id }) => Promise<Answer<{ branchId: Id }>>;
  readonly leave: (choice: { readonly branchId: Id }) => Promise<Answer<{ branchId: Id }>>;
}

export function branchRooms(socket: PrintingSocket, user: UserPrincipal): BranchRooms {
  const room = (branch: Id) => roomOf(user.company, branch);
  for (const { id } of user.branches) void socket.join(room(id));
  return {
    async join({ branchId }) {
      if (!mayUse(user, branchId)) return refused("forbidden");
      await socket.join(room(branchId));
      return accepted({ branchId });
    },
    async leave({ branchId }) {
      await socket.leave(room(branchId));
      return accepted({ branchId });
    },
  };
}

/** For clients of the older kind, which do not ask for an acknowledgement and wait for an event. */
export async function alsoTold<T>(
  socket: PrintingSocket,
  event: string,
  answer: Promise<Answer<T>>,
): Promise<Answer<T>> {
  const said = await answer;
  if (said.ok) socket.emit(event, said.value);
  return said;
}
