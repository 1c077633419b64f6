import {
  createLog,
  onShutdown,
  pause,
  readConfig,
  serveHealth,
  startTelemetry,
  type Log,
} from "@printermaster/runtime";
import { readFileSync } from "node:fs";
import { BridgeLink } from "./adapters/bridge-link.ts";
import { watchOwnLoad } from "./adapters/own-load.ts";
import { bridgeVoice } from "./adapters/bridge-voice.ts";
import { deviceKeyFile } from "./adapters/device-key-file.ts";
import { failpoint, reportsInSteps, takesInSteps } from "./adapters/failpoint.ts";
import { keyed, licensed } from "./adapters/identity.ts";
import { CloudClock } from "./adapters/cloud-clock.ts";
import { SpanRelay } from "./adapters/span-relay.ts";
import { SqliteSpool } from "./adapters/sqlite-spool.ts";
import { TraitsFile } from "./adapters/traits-file.ts";
import { tcpPrinter } from "./adapters/tcp-printer.ts";
import { composeHello } from "./app/hello.ts";
import { Outbox } from "./app/outbox.ts";
import { dropWork } from "./app/drop-work.ts";
import { PrintLane } from "./app/print-lane.ts";
import { PrinterTeller } from "./app/tell-printers.ts";
import { recover } from "./app/recover.ts";
import { openWorkDesk } from "./app/take-work.ts";
import { AgentConfig, LicenceConfig } from "./config.ts";

const RETENTION_MS = 48 * 3_600_000;
const SWEEP_MS = 3_600_000;
/** Of the six seconds a shutdown may take, what the print under way may have. */
const LAST_PRINT_MS = 3000;
const LAST_REPORT_MS = 800;
const HEARTBEAT_MS = 30_000;
const SUPERSEDED = 3;
const SPOOL_BROKEN = 4;
const LAST_ANSWER_MS = 200;

const config = readConfig(AgentConfig, process.env);
const log = createLog("printermaster-agent", config.PM_INSTANCE, config.LOG_LEVEL);
const { version } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { version: string };

const clock = new CloudClock();
const { now } = clock;
const reach = failpoint(config.PM_FAILPOINT);
const spool = new SqliteSpool(config.PM_DATA_DIR, now, {
  reach,
  mostBytes: config.PM_SPOOL_MAX_MB * 1024 * 1024,
  onBroken: (fault) => void spoolBroken(fault),
});
if (spool.setAside !== undefined)
  log.error({ event: "spool-set-aside", file: spool.setAside }, "the spool could not be read");
const printers = config.PM_PRINTERS.map(({ id, ...printer }) => ({ printerId: id, ...printer }));
const printerIds = printers.map(({ printerId }) => printerId);

const key = deviceKeyFile(config.PM_DATA_DIR).read();
const facts = { appVersion: version, instanceId: spool.installationId };
const identity = key
  ? keyed(key, facts, now)
  : licensed(readConfig(LicenceConfig, process.env), facts);
const { signReport: sign } = identity;
const link = new BridgeLink(config.PM_GATEWAY_URLS, identity, log);
const bridge = reportsInSteps(bridgeVoice(link), reach);
const spans = new SpanRelay(bridge.ready, bridge.sendSpans);
const telemetry = startTelemetry("printermaster-agent", config.PM_INSTANCE, spans.deliver);

const traits = new TraitsFile(config.PM_DATA_DIR, log);
const outbox = new Outbox({ spool, bridge, sign, chance: Math.random, log });
const onOutcome = () => outbox.wake();
const lanes = printers.map((printer) => {
  const onPrinter = () => teller.changed();
  const patienceMs = config.PM_PRINTER_PATIENCE_MS;
  const needs = { spool, bridge, onOutcome, onPrinter, patienceMs, now, chance: Math.random, log };
  const memory = traits.of(printer.printerId, `${printer.host}:${printer.port}`);
  return new PrintLane(tcpPrinter(printer, { memory, reach }), needs);
});
const describe = () => lanes.map((lane) => lane.describe());
const teller = new PrinterTeller({ bridge, describe, chance: Math.random, log });
const onWork = (printerId: string) => {
  lanes.find((lane) => lane.printerId === printerId)?.wake();
  outbox.wake();
};
const ownDesk = openWorkDesk({ spool, printers: printerIds, bridge, sign, onWork, now, log });
const desk = takesInSteps(ownDesk, reach);

recover(spool, now, log);
const sweep = () => {
  try {
    spool.forgetOlderThan(now() - RETENTION_MS);
  } catch (error) {
    log.error({ event: "not-swept", err: error }, "old work stays for now");
  }
};
sweep();
setInterval(sweep, SWEEP_MS).unref();
const ownLoad = watchOwnLoad();
const heartbeat = () =>
  bridge.heartbeat({
    ...ownLoad(),
    ...link.losses.told(),
    queueDepth: spool.countOpenWork(),
    transport: link.transport(),
  });
setInterval(heartbeat, HEARTBEAT_MS).unref();
for (const lane of lanes) lane.start();
outbox.start();
teller.start();
link.start({
  hello: () => (desk.settle(), composeHello(spool, teller.greeting(), version)),
  desk,
  onDrop: (drop) => dropWork(spool, drop, log),
  onReady: (serverTime) => {
    warnAboutClock(clock.correct(serverTime), log);
    outbox.connected();
    teller.changed();
    heartbeat();
    void spans.drain();
  },
  onSuperseded: () => void superseded(),
});
const health = await serveHealth(config.PM_HEALTH_PORT, bridge.ready);
log.info({ event: "started", healthPort: health.port, printers: printerIds }, "agent started");

async function finishPrinting(): Promise<void> {
  await Promise.race([Promise.all(lanes.map((lane) => lane.stop())), pause(LAST_PRINT_MS)]);
}

onShutdown(log, [
  finishPrinting,
  () => Promise.race([Promise.all([outbox.stop(), teller.stop()]), pause(LAST_REPORT_MS)]),
  () => telemetry.stop(),
  () => link.stop(),
  () => health.stop(),
  () => spool.close(),
]);

/** Whatever was asked is refused first; the next start sets the file aside. */
async function spoolBroken(fault: Error): Promise<void> {
  log.fatal({ event: "spool-broken", err: fault }, "the spool cannot be read any more");
  await pause(LAST_ANSWER_MS);
  process.exit(SPOOL_BROKEN);
}

async function superseded(): Promise<void> {
  await finishPrinting();
  spool.close();
  process.exit(SUPERSEDED);
}

function warnAboutClock(offsetMs: number, log: Log): void {
  if (offsetMs !== 0) log.warn({ event: "clock", offsetMs }, "the local clock is wrong");
}
