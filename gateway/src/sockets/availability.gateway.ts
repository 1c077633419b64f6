/** What a signed-in person's page may say on `/availability`. */
import { accepted, availabilityClientEvents } from "@printermaster/contracts";
import type { UserPrincipal } from "../domain/principal.ts";
import { alsoTold, branchRooms } from "./branch-rooms.ts";
import { serveCompanyRoom } from "./company-room.ts";
import type { Handle } from "./handle.ts";
import type { PrintingSocket } from "./printing-socket.ts";

export interface AvailabilitySocketDeps {
  readonly handle: Handle;
  readonly now: () => Date;
}

export function serveAvailability(
  { handle, now }: AvailabilitySocketDeps,
  socket: PrintingSocket,
  user: UserPrincipal,
): void {
  const { join, leave } = branchRooms(socket, user);
  const { joinBranch, leaveBranch, ping } = availabilityClientEvents;
  for (const event of ["joinBranch", "join:branch"])
    handle(socket, event, joinBranch.payload, (choice) =>
      alsoTold(socket, "joinedBranch", join(choice)),
    );
  handle(socket, "leaveBranch", leaveBranch.payload, (choice) =>
    alsoTold(socket, "leftBranch", leave(choice)),
  );
  serveCompanyRoom(handle, socket, user);
  const pong = async () => accepted({ timestamp: now().toISOString() });
  handle(socket, "ping", ping.payload, () => alsoTold(socket, "pong", pong()), { traced: false });
}
