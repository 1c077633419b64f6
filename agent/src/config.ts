import { Id, PrinterModel, profileOf } from "@printermaster/contracts";
import { commonConfig, portNumber } from "@printermaster/runtime";
import { z } from "zod";
import { STEPS } from "./app/steps.ts";
import { discoverySettings } from "./discovery/config.ts";

const everyPrinter = {
  id: Id,
  name: z.string().min(1).max(80),
  model: PrinterModel.optional(),
  /** Those of its model, if they are not told. */
  columns: z.union([z.literal(32), z.literal(42), z.literal(48)]).optional(),
};
/** For models that lose what comes faster. */
const bytesASecond = z.number().int().min(100).max(10_000_000).optional();

const ConfiguredPrinter = z.discriminatedUnion("kind", [
  z.strictObject({
    ...everyPrinter,
    kind: z.literal("tcp"),
    host: z.string().min(1),
    port: z.number().int().min(1).max(65_535),
    bytesASecond,
  }),
  z.strictObject({
    ...everyPrinter,
    kind: z.literal("device"),
    path: z.string().startsWith("/").max(200),
    /** Whether it can be asked how it is. */
    answers: z.boolean().default(true),
    bytesASecond,
  }),
  z.strictObject({
    ...everyPrinter,
    kind: z.literal("cups"),
    queue: z.string().regex(/^[\w.][\w.-]{0,126}$/),
    server: z
      .string()
      .regex(/^[\w.:[\]-]+$/)
      .optional(),
  }),
  z.strictObject({
    ...everyPrinter,
    kind: z.literal("windows"),
    queue: z.string().min(1).max(220),
  }),
]);
export type ConfiguredPrinter = z.infer<typeof Printers>[number];

/** In the words that discovery has for what it finds: what was configured is not found again. */
export function placeOf(printer: z.infer<typeof ConfiguredPrinter>): string {
  switch (printer.kind) {
    case "tcp":
      return `${printer.host}:${printer.port}`;
    case "device":
      return printer.path;
    case "windows":
      return printer.queue;
    case "cups":
      return printer.server === undefined ? printer.queue : `${printer.queue} at ${printer.server}`;
  }
}

const Printers = z
  .array(
    ConfiguredPrinter.transform((printer) => ({
      ...printer,
      columns: profileOf(printer).columns,
    })),
  )
  .max(100)
  .refine((printers) => isUnique(printers.map(({ id }) => id)), "two printers have the same id")
  // Most printers serve one connection at a time; two lanes would get into each other's way.
  .refine((printers) => isUnique(printers.map(placeOf)), "two printers have the same address");

/** All that an agent must be told before it is paired. */
const cloud = {
  PM_GATEWAY_URLS: z
    .string()
    .transform((list) => list.split(",").map((url) => url.trim()))
    .pipe(z.array(z.url({ protocol: /^https?$/ })).min(1)),
  PM_DATA_DIR: z.string().min(1),
};

export const PairConfig = z.object(cloud);

/** What an agent that was never paired needs beside. */
export const LicenceConfig = z.object({
  PM_COMPANY: Id,
  PM_BRANCH: Id,
  PM_DEVICE_ID: Id,
  PM_LICENSE_KEY: z.string().min(8).max(200),
});
export type LicenceConfig = z.infer<typeof LicenceConfig>;

export const AgentConfig = z.object({
  ...cloud,
  /** Of the status page, which answers `/livez` and `/readyz` too. */
  PM_HEALTH_PORT: portNumber.default(0),
  PM_PRINTERS: z.string().transform(jsonOf).pipe(Printers).optional(),
  ...discoverySettings,
  /** How long a printer may be out of reach before a job is given back to the cloud. */
  PM_PRINTER_PATIENCE_MS: z.coerce.number().int().min(0).max(600_000).default(8000),
  PM_SPOOL_MAX_MB: z.coerce.number().int().min(1).max(100_000).default(512),
  /** Only for tests of a power cut: the step of a print at which the agent kills itself. */
  PM_FAILPOINT: z.enum(STEPS).optional(),
  PM_INSTANCE: commonConfig.PM_INSTANCE,
  LOG_LEVEL: commonConfig.LOG_LEVEL,
});
export type AgentConfig = z.infer<typeof AgentConfig>;

function jsonOf(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "is not valid JSON" });
    return z.NEVER;
  }
}

const isUnique = (values: readonly string[]): boolean => new Set(values).size === values.length;
