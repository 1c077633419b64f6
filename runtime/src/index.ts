/** The one door: plumbing that every process shares. */
export { readConfig, complaints, commonConfig, portNumber } from "./config.ts";
export { createLog, type Log } from "./log.ts";
export { otlpOverHttp, type DeliverSpans, type Telemetry } from "./span-export.ts";
export { startAgentTelemetry } from "./agent-telemetry.ts";
export { inSpan, contextOf, activeTraceparent, activeTraceId, type SpanOptions } from "./spans.ts";
export { connectNats, natsOptions } from "./nats.ts";
/** Nest and the SDK of OpenTelemetry come through doors of their own, `/nest-wire` and `/telemetry`: agents have no room for them. */
export type { WireRequest } from "./nest-wire.ts";
export { onShutdown, InFlight } from "./shutdown.ts";
export { serveHealth, type Health } from "./health.ts";
export {
  sha256,
  sha256Hex,
  hmacHex,
  secretKey,
  hmacBase64Url,
  randomToken,
  randomIdBytes,
} from "./hashing.ts";
export { newSigningKey, signerWith, isSignedBy, type SigningKey } from "./ed25519.ts";
export { migrate } from "./migrations.ts";
export { backoff, pause } from "./retry.ts";
export { EventStreams, type Append } from "./jetstream.ts";
export { tellOfItself } from "./tell-of-itself.ts";
export { tarOf, type TarFile } from "./tar.ts";
