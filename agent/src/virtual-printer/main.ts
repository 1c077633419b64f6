import { createLog, onShutdown, readConfig } from "@printermaster/runtime";
import { VirtualPrinterConfig } from "./config.ts";
import { startVirtualPrinter } from "./virtual-printer.ts";

const config = readConfig(VirtualPrinterConfig, process.env);
const { PM_PRINTER_ID: id, PM_PRINTER_NAME: name } = config;
const log = createLog("printermaster-virtual-printer", id, "info");

const printer = await startVirtualPrinter({
  id,
  name,
  port: config.PM_PRINTER_PORT,
  httpPort: config.PM_HTTP_PORT,
  host: config.HOST,
  columns: config.PM_COLUMNS,
  profile: config.PM_PROFILE,
  strict: config.PM_STRICT,
  ...(config.PM_DATA_DIR === undefined ? {} : { dataDir: config.PM_DATA_DIR }),
});
const { port, httpUrl } = printer;
log.info({ event: "listening", id, name, port, httpUrl }, "the virtual printer has paper");

onShutdown(log, [() => printer.close()]);
