/** What agents of the older kind say and hear on `/printing-ws`: they send no `agent:hello`, and have no spool. */
import { z } from "zod";
import { CorrelationId, Id, remark } from "./ids.ts";

/** Ids as the older system gave them: `POS-80C`, `DESKTOP-ABC123`, UUIDs. */
const GivenId = z.string().min(1).max(100);

/** The same for every client that says the same, so that a page and an agent mean one printer. */
export const idOfGiven = (given: string): string =>
  given.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** Server → agent: it prints a test page of its own. */
export const OlderTest = z.object({
  printerId: GivenId,
  printerName: z.string(),
  correlationId: CorrelationId,
  timestamp: z.iso.datetime(),
});
export type OlderTest = z.infer<typeof OlderTest>;

/** Agent → server: it has the test. */
export const OlderTestAck = z.looseObject({
  printerId: GivenId.optional(),
  correlationId: z.string().max(200).optional(),
});
export type OlderTestAck = z.infer<typeof OlderTestAck>;

/** Agent → server: what became of it. Many leave the correlation id out. */
export const OlderTestResult = z.looseObject({
  printerId: GivenId.optional(),
  correlationId: z.string().max(200).optional(),
  success: z.boolean(),
  message: remark(500).optional(),
  error: remark(500).optional(),
});
export type OlderTestResult = z.infer<typeof OlderTestResult>;

const OlderPrinter = z.looseObject({
  id: GivenId.optional(),
  printerId: GivenId.optional(),
  name: z.string().max(80).optional(),
  connectionType: z.string().max(40).optional(),
  type: z.string().max(40).optional(),
  status: z.string().max(40).optional(),
  paperWidth: z.number().optional(),
});
export type OlderPrinter = z.infer<typeof OlderPrinter>;

/** Agent → server: one printer, or several. Those that were named before are still there. */
export const PrintersDiscovered = z.union([
  z.array(OlderPrinter).max(100),
  z.looseObject({ printers: z.array(OlderPrinter).max(100) }),
  z.looseObject({ printer: OlderPrinter }),
  OlderPrinter,
]);
export type PrintersDiscovered = z.infer<typeof PrintersDiscovered>;

/** Agent → server: that it is there, and perhaps which printers it has. */
export const DesktopStatus = z.looseObject({ printers: z.array(OlderPrinter).max(100).optional() });
export type DesktopStatus = z.infer<typeof DesktopStatus>;

/** Agent → server: how it is; what it does not say is not known. */
export const DesktopReport = z.looseObject({
  uptime: z.number().nonnegative().optional(),
  /** In percent of a core. */
  cpu: z.number().nonnegative().optional(),
  memory: z.number().nonnegative().optional(),
  queueDepth: z.number().nonnegative().optional(),
  reconnectionCount: z.number().nonnegative().optional(),
});
export type DesktopReport = z.infer<typeof DesktopReport>;

export const AgentWelcome = z.object({
  deviceId: Id,
  branchId: Id,
  connected: z.literal(true),
  at: z.iso.datetime(),
});
export type AgentWelcome = z.infer<typeof AgentWelcome>;

export const olderEvents = {
  discovered: "printer:discovered",
  status: "desktop:status",
  health: "desktop:health",
  test: "printer:test",
  testAck: "printer:test:ack",
  testResult: "printer:test:result",
  /** Server → agent, once it is served. */
  welcome: "desktop:connected",
} as const;
