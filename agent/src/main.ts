import {
  createLog,
  onShutdown,
  pause,
  readConfig,
  startAgentTelemetry,
  type Log,
} from "@printermaster/runtime";
import { readFileSync } from "node:fs";
import { cloudAccount } from "./adapters/cloud-account.ts";
import { BridgeLink } from "./adapters/bridge-link.ts";
import { latestLoad, watchOwnLoad } from "./adapters/own-load.ts";
import { bridgeVoice } from "./adapters/bridge-voice.ts";
import { deviceKeyFile } from "./adapters/device-key-file.ts";
import { failpoint, reportsInSteps, takesInSteps } from "./adapters/failpoint.ts";
import { keyed, licensed } from "./adapters/identity.ts";
import { CloudClock } from "./adapters/cloud-clock.ts";
import { SpanRelay } from "./adapters/span-relay.ts";
import { SqliteSpool } from "./adapters/sqlite-spool.ts";
import { TraitsFile } from "./adapters/traits-file.ts";
import { printerOf } from "./adapters/printer-of.ts";
import { composeHello } from "./app/hello.ts";
import { Outbox } from "./app/outbox.ts";
import { dropWork } from "./app/drop-work.ts";
import { PrinterTeller } from "./app/tell-printers.ts";
import { recover } from "./app/recover.ts";
import { openWorkDesk } from "./app/take-work.ts";
import { exitCodes } from "./cli/command-failed.ts";
import { AgentConfig, LicenceConfig, placeOf } from "./config.ts";
import { EVERYWHERE } from "./discovery/config.ts";
import { startDiscovery } from "./discovery/discover.ts";
import { openFound } from "./discovery/open-found.ts";
import { PrinterTeam } from "./discovery/printer-team.ts";
import { LogTail } from "./status-page/adapters/log-tail.ts";
import { openStatusPage } from "./status-page/open-status-page.ts";

const RETENTION_MS = 48 * 3_600_000;
const SWEEP_MS = 3_600_000;
/** Of the six seconds a shutdown may take, what the print under way may have. */
const LAST_PRINT_MS = 3000;
const LAST_REPORT_MS = 800;
const HEARTBEAT_MS = 30_000;
const LAST_ANSWER_MS = 200;

const config = readConfig(AgentConfig, process.env);
const logTail = new LogTail();
const log = createLog("printermaster-agent", config.PM_INSTANCE, config.LOG_LEVEL, logTail.hear);
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
const configured = config.PM_PRINTERS ?? [];

const key = deviceKeyFile(config.PM_DATA_DIR).read();
const facts = { appVersion: version, instanceId: spool.installationId };
const identity = key
  ? keyed(key, facts, now)
  : licensed(readConfig(LicenceConfig, process.env), facts);
const { signReport: sign } = identity;
const link = new BridgeLink(config.PM_GATEWAY_URLS, identity, log);
const bridge = reportsInSteps(bridgeVoice(link), reach);
const spans = new SpanRelay(bridge.ready, bridge.sendSpans);
const telemetry = startAgentTelemetry("printermaster-agent", config.PM_INSTANCE, spans.deliver);

const traits = new TraitsFile(config.PM_DATA_DIR, log);
const outbox = new Outbox({ spool, bridge, sign, chance: Math.random, log });
const onOutcome = () => outbox.wake();
const onPrinter = () => teller.changed();
const patienceMs = config.PM_PRINTER_PATIENCE_MS;
const needs = { spool, bridge, onOutcome, onPrinter, patienceMs, now, chance: Math.random, log };
const printers = new PrinterTeam(needs);
for (const printer of configured)
  printers.add(printerOf(printer, { traits, reach }), "configured", placeOf(printer));
const teller = new PrinterTeller({
  bridge,
  describe: printers.describe,
  chance: Math.random,
  log,
});
const onWork = (printerId: string) => {
  printers.wake(printerId);
  outbox.wake();
};
const ownDesk = openWorkDesk({ spool, printers: printers.ids, bridge, sign, onWork, now, log });
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
const load = latestLoad(watchOwnLoad());
const heartbeat = () =>
  bridge.heartbeat({
    ...load.sample(),
    ...link.losses.told(),
    queueDepth: spool.countOpenWork(),
    transport: link.transport(),
  });
setInterval(heartbeat, HEARTBEAT_MS).unref();
printers.start();
const discovery = startDiscovery({
  config: {
    sources: config.PM_DISCOVERY ?? (config.PM_PRINTERS ? [] : EVERYWHERE),
    ranges: config.PM_DISCOVERY_RANGES,
    rangePort: config.PM_DISCOVERY_PORT,
  },
  folder: config.PM_DATA_DIR,
  taken: new Set(configured.map(placeOf)),
  onChange: (change) => printers.meet(change, (known) => openFound(known, traits)),
  log,
});
outbox.start();
teller.start();
const health = await openStatusPage({
  port: config.PM_HEALTH_PORT,
  folder: config.PM_DATA_DIR,
  agent: {
    version,
    instance: config.PM_INSTANCE,
    deviceId: identity.handshake.deviceId,
    paired: key !== undefined,
  },
  spool,
  printers,
  cloud: () => cloudAccount(link, clock),
  load: load.latest,
  now,
  logTail,
});
link.start({
  hello: () => (desk.settle(), composeHello(spool, teller.greeting(), version)),
  desk,
  onDrop: (drop) => dropWork(spool, drop, log),
  onReady: (serverTime, roundTripMs) => {
    warnAboutClock(clock.correct(serverTime, roundTripMs), log);
    outbox.connected();
    teller.changed();
    heartbeat();
    void spans.drain();
  },
  onSuperseded: () => void superseded(),
});
log.info({ event: "started", healthPort: health.port, printers: printers.ids }, "agent started");

async function finishPrinting(): Promise<void> {
  await Promise.race([printers.stop(), pause(LAST_PRINT_MS)]);
}

onShutdown(log, [
  () => discovery.stop(),
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
  process.exit(exitCodes.spoolBroken);
}

async function superseded(): Promise<void> {
  await finishPrinting();
  spool.close();
  process.exit(exitCodes.superseded);
}

function warnAboutClock(offsetMs: number, log: Log): void {
  if (offsetMs !== 0) log.warn({ event: "clock", offsetMs }, "the local clock is wrong");
}
