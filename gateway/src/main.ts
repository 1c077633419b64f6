import { createLog, onShutdown, otlpOverHttp, readConfig } from "@printermaster/runtime";
import { startTelemetry } from "@printermaster/runtime/telemetry";
import { GatewayConfig } from "./config.ts";
import { startGateway } from "./start-gateway.ts";

const SERVICE = "printermaster-gateway";

const config = readConfig(GatewayConfig, process.env);
const log = createLog(SERVICE, config.PM_INSTANCE, config.LOG_LEVEL);
const deliver = otlpOverHttp(config.OTEL_EXPORTER_OTLP_ENDPOINT);
const telemetry = startTelemetry(SERVICE, config.PM_INSTANCE, deliver);
const gateway = await startGateway(config, log);
log.info({ event: "ready", port: gateway.port }, `listening on port ${gateway.port}`);
onShutdown(log, [gateway.stop, telemetry.stop], config.PM_DRAIN_MS);
