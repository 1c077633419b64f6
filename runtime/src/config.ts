/** Environment → schema → frozen object, or the process ends with a list a person can read. */
import { z } from "zod";

export function readConfig<T extends z.ZodType>(
  schema: T,
  env: NodeJS.ProcessEnv,
): Readonly<z.infer<T>> {
  const result = schema.safeParse(env);
  if (result.success) return Object.freeze(result.data);
  const lines = complaints(result.error).map((line) => `  ${line}\n`);
  process.stderr.write(`The configuration is not usable:\n${lines.join("")}`);
  return process.exit(2);
}

/** One line for each setting that is not usable. */
export const complaints = (error: z.ZodError): string[] =>
  error.issues.map(({ path, message }) => {
    const isMissing = message.endsWith("received undefined");
    return `${path.join(".")}: ${isMissing ? "is not set" : message}`;
  });

/** 0 takes any free port. An empty text is a mistake and not 0, which it would be to `Number`. */
export const portNumber = z
  .string()
  .regex(/^\d{1,5}$/, "a port number, or 0 for any")
  .transform(Number)
  .refine((port) => port <= 65_535, "at most 65535");

/** What every process of ours is told. */
export const commonConfig = {
  NATS_URL: z.string().min(1),
  PM_INSTANCE: z.string().regex(/^[A-Za-z0-9-]{1,40}$/, "letters, digits and -, at most 40"),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error"]).default("info"),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
};
