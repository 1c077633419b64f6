// The balancer as a process of the stack.
import { createBalancer } from "./balancer/balancer.ts";

const port = Number(process.env["PORT"]);
const gateways = (process.env["PM_GATEWAY_URLS"] ?? "").split(",").filter((url) => url !== "");

const server = createBalancer(gateways);
server.listen(port, "127.0.0.1", () => console.log(`port ${port} → ${gateways.join(", ")}`));
server.on("error", (error) => {
  console.error(error.message);
  process.exit(1);
});

// Connections that were upgraded live as long as their clients; nothing here is worth waiting for.
for (const event of ["SIGTERM", "SIGINT", "disconnect"]) process.on(event, () => process.exit(0));
