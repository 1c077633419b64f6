import { readConfig } from "./config.ts";
import { startVirtualPrinter } from "./virtual-printer.ts";

const read = readConfig(process.env);
if ("faults" in read) {
  console.error(["The virtual printer cannot start:", ...read.faults].join("\n  "));
  process.exit(2);
}

const { id, name } = read.config;
const printer = await startVirtualPrinter(read.config);

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await printer.close();
  process.exit(0);
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
if (process.send !== undefined) process.once("disconnect", stop);

const { port, httpUrl } = printer;
console.log(
  JSON.stringify({
    event: "listening",
    id,
    name,
    port,
    httpPort: Number(new URL(httpUrl).port),
    httpUrl,
  }),
);
