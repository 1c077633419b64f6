/** A page of somebody who looks at one branch, and counts what it is told. */
import { LoggedIn, PRINTING_NAMESPACE, serverEvents } from "@printermaster/contracts";
import type { Demo } from "@printermaster/infra";
import { io } from "socket.io-client";

export interface Screen {
  readonly told: () => number;
  readonly close: () => void;
}

export async function openScreen(
  url: string,
  { email, password }: Pick<Demo["users"][number], "email" | "password">,
): Promise<Screen> {
  const response = await fetch(`${url}/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  const { accessToken: token } = LoggedIn.parse(await response.json());
  const socket = io(url + PRINTING_NAMESPACE, { transports: ["websocket"], auth: { token } });
  let told = 0;
  socket.on(serverEvents.printerStatus, () => told++);
  await new Promise<void>((ready, failed) => {
    socket.once(serverEvents.syncReady, () => ready());
    socket.once("connect_error", failed);
  });
  return { told: () => told, close: () => socket.disconnect() };
}
