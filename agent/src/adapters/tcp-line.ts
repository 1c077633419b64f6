/** A line to a port like 9100. Half-closed by `end`: nothing that is on its way is lost. */
import { connect } from "node:net";
import { RawConnection } from "./raw-connection.ts";
import type { Dial } from "./raw-printer.ts";

export interface TcpAddress {
  readonly host: string;
  readonly port: number;
}

export const tcpLine =
  ({ host, port }: TcpAddress): Dial =>
  (limitMs) =>
    new Promise((opened, failed) => {
      const socket = connect({ host, port, noDelay: true });
      const giveUp = (error: Error) => (clearTimeout(timer), socket.destroy(), failed(error));
      const timer = setTimeout(() => giveUp(new Error("connect timed out")), limitMs);
      socket.once("error", giveUp);
      socket.once("connect", () => {
        clearTimeout(timer);
        socket.off("error", giveUp);
        opened(new RawConnection(socket));
      });
    });
