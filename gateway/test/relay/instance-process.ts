// An instance that can be killed. Usage: node instance-process.ts <url of NATS>; answers each message with a report.
import { startInstance } from "./instance.ts";

const [natsUrl = ""] = process.argv.slice(2);
process.on("disconnect", () => process.exit(0));
const instance = await startInstance(natsUrl);
const report = () => ({
  port: instance.port,
  self: instance.relay.self,
  sessions: instance.relay.engine.clientsCount,
  ...instance.relay.report(),
});
process.on("message", () => process.send?.(report()));
process.send?.(report());
