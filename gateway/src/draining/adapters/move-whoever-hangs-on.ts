import { NAMESPACES, serverEvents, type ServerDraining } from "@printermaster/contracts";
import type { PrintingServer } from "../../sockets/printing-socket.ts";
import { MOST_WITHIN_MS } from "../domain/drain-plan.ts";

/** A socket of ours may reach us through another gateway, and that one may stop: then it moves as well. */
export function moveWhoeverHangsOn(server: PrintingServer, stopping: () => boolean): void {
  const notice: ServerDraining = { withinMs: MOST_WITHIN_MS };
  for (const name of NAMESPACES)
    server.of(name).on("connection", (socket) =>
      socket.conn.on("leaving", () => {
        // Our own clients are told one after the other, when we stop ourselves.
        if (!stopping()) socket.emit(serverEvents.draining, notice);
      }),
    );
}
