/** What every point is given: a running product, and the clients of others that come to it. */
import { LoggedIn, ORDERS_NAMESPACE, PRINTING_NAMESPACE } from "@printermaster/contracts";
import type { Stack } from "@printermaster/infra";
import { io, type Socket } from "socket.io-client";

export interface Check {
  readonly title: string;
  readonly run: (stage: Stage) => Promise<void>;
}

export class Stage {
  readonly stack: Stack;
  readonly token: string;
  readonly #open: { disconnect(): unknown }[] = [];

  private constructor(stack: Stack, token: string) {
    this.stack = stack;
    this.token = token;
  }

  static async open(stack: Stack): Promise<Stage> {
    const { email, password } = stack.demo.users[0]!;
    const response = await fetch(`${stack.url}/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
    return new Stage(stack, LoggedIn.parse(await response.json()).accessToken);
  }

  /** As old clients open it: by the address with the namespace, and whatever is in `auth`. */
  async connect(
    auth: Record<string, unknown>,
    transports = ["polling", "websocket"],
    namespace: string = PRINTING_NAMESPACE,
  ) {
    const options = { auth, transports, forceNew: true };
    const socket = this.closedAtEnd(io(this.stack.url + namespace, options));
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", () => resolve());
      socket.once("connect_error", reject);
    });
    return socket;
  }

  webClient(transports?: string[]): Promise<Socket> {
    const auth = { token: this.token, userRole: "web_user", branchId: "x", companyId: "y" };
    return this.connect(auth, transports);
  }

  ordersScreen(): Promise<Socket> {
    return this.connect({ token: this.token }, ["websocket"], ORDERS_NAMESPACE);
  }

  /** The licence of the first branch, and names as the older system gave them. */
  licensed(name: string): Record<string, string> {
    const { licences, company } = this.stack.demo;
    const licence = licences[0]!;
    return {
      userRole: "desktop_app",
      deviceId: `DESKTOP-${name}`,
      branchId: licence.branchId.toUpperCase(),
      companyId: company.id,
      licenseKey: licence.key,
      appVersion: "2.0.0",
      instanceId: `instance-${name}`,
    };
  }

  async olderAgent(name: string, printers: readonly string[]): Promise<Socket> {
    const socket = await this.connect(this.licensed(name));
    const welcome = next(socket, "desktop:connected");
    socket.emit("printer:discovered", {
      printers: printers.map((id) => ({ id, name: id, status: "online", connectionType: "usb" })),
    });
    await welcome;
    return socket;
  }

  get branchId(): string {
    return this.stack.demo.licences[0]!.branchId;
  }

  closedAtEnd<T extends { disconnect(): unknown }>(socket: T): T {
    this.#open.push(socket);
    return socket;
  }

  close(): void {
    for (const socket of this.#open) socket.disconnect();
  }
}

const PATIENCE_MS = 60_000;

export function next<T = Record<string, unknown>>(
  socket: Socket,
  event: string,
  wanted: (body: T) => boolean = () => true,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = new Error(`no ${event} within ${PATIENCE_MS / 1000} s`);
    const timer = setTimeout(() => reject(late), PATIENCE_MS);
    const hear = (body: T) => {
      if (!wanted(body)) return;
      clearTimeout(timer);
      socket.off(event, hear);
      resolve(body);
    };
    socket.on(event, hear);
  });
}
