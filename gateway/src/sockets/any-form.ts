/** Clients of the older kind send a bare id, or name things as the older system did; what is read is the form of today. */
import { idOfGiven } from "@printermaster/contracts";
import { z } from "zod";

type About = "printerId" | "branchId";

export const anyForm = <T>(about: About, schema: z.ZodType<T>): z.ZodType<T> =>
  z.preprocess((said) => formOfToday(about, said), schema);

function formOfToday(about: About, said: unknown): unknown {
  if (typeof said === "string") return { [about]: idOfGiven(said) };
  if (typeof said !== "object" || said === null || Array.isArray(said)) return said;
  const { printer, ...named } = said as Record<string, unknown>;
  const today = about === "printerId" && printer !== undefined ? { printerId: printer } : {};
  const whole: Record<string, unknown> = { ...today, ...named };
  const ids = Object.entries(whole).flatMap(([name, value]) =>
    (name === "printerId" || name === "branchId") && typeof value === "string"
      ? [[name, idOfGiven(value)] as const]
      : [],
  );
  return { ...whole, ...Object.fromEntries(ids) };
}
