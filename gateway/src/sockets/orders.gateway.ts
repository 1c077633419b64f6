/** What a signed-in person's page may say on `/orders`. */
import { accepted, ordersClientEvents, type LiveOrders } from "@printermaster/contracts";
import type { UserPrincipal } from "../domain/principal.ts";
import { liveOrders, type LiveOrdersDeps } from "../shop/app/live-orders.ts";
import { alsoTold, branchRooms } from "./branch-rooms.ts";
import { serveCompanyRoom } from "./company-room.ts";
import type { Handle } from "./handle.ts";
import type { PrintingSocket } from "./printing-socket.ts";

export interface OrdersSocketDeps extends LiveOrdersDeps {
  readonly handle: Handle;
}

export function serveOrders(
  deps: OrdersSocketDeps,
  socket: PrintingSocket,
  user: UserPrincipal,
): void {
  const { handle } = deps;
  const { join, leave } = branchRooms(socket, user);
  const { joinBranch, leaveBranch, requestLiveOrders } = ordersClientEvents;
  for (const event of ["joinBranch", "join:branch"])
    handle(socket, event, joinBranch.payload, (choice) =>
      alsoTold(socket, "joinedBranch", join(choice)),
    );
  handle(socket, "leaveBranch", leaveBranch.payload, (choice) =>
    alsoTold(socket, "leftBranch", leave(choice)),
  );
  serveCompanyRoom(handle, socket, user);
  handle(socket, "requestLiveOrders", requestLiveOrders.payload, async ({ branchId }) => {
    const found = await liveOrders(deps, user, branchId);
    if (!found.ok) return found;
    for (const live of found.value) socket.emit("liveOrders", live satisfies LiveOrders);
    return accepted({ branches: found.value });
  });
}
