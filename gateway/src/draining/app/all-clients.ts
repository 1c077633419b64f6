import type { Clients } from "./drain.ts";

/** Of several servers, as if they were those of one. */
export const allClients = (...servers: readonly Clients[]): Clients => ({
  refuseNew: () => servers.forEach((one) => one.refuseNew()),
  untold: () => servers.flatMap((one) => one.untold()),
  connections: () => servers.flatMap((one) => one.connections()),
});
