/** `run.ts --port 4001 [--licence-only] [-- command…]`: holds any agent against docs/agent-protocol.md, a line for each point. */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { checkAgent } from "./check-agent.ts";

const { values, positionals } = parseArgs({
  options: {
    port: { type: "string", default: "4001" },
    only: { type: "string", default: "" },
    "licence-only": { type: "boolean", default: false },
  },
  allowPositionals: true,
});
const ours = [
  process.execPath,
  fileURLToPath(new URL("../../../agent/dist/printermaster-agent.js", import.meta.url)),
];
const command = positionals.length > 0 ? positionals : ours;

const failures = await checkAgent({
  command,
  port: Number(values.port),
  only: values.only,
  licenceOnly: values["licence-only"],
  tell: (line) => void process.stdout.write(`${line}\n`),
});
process.exitCode = failures.length > 0 ? 1 : 0;
