/** engine.io's own refusal of an older client would not say what to do about it. */
import { refusal } from "@printermaster/contracts";
import type { ServerOptions } from "socket.io";
import { refuseHandshake } from "./refuse-handshake.ts";

type AllowRequest = NonNullable<ServerOptions["allowRequest"]>;

export const newerThanSocketIo2 =
  (allowRequest: AllowRequest): AllowRequest =>
  (request, decide) => {
    const revision = new URLSearchParams(request.url?.split("?", 2)[1]).get("EIO");
    if (revision === "4") allowRequest(request, decide);
    else refuseHandshake(request, refusal("unsupported-protocol"));
  };
