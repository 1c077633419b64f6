/** How lists are asked for, a page at a time. */
import { z } from "zod";

/** Databases know no year 0. */
export const Moment = z.iso
  .datetime()
  .refine((at) => at >= "1970", "not before 1970")
  .meta({ pattern: "^(19[7-9]|[2-9][0-9]{2})[0-9]-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$" });

const OF_A_MOMENT =
  /^(19[7-9]|[2-9][0-9]{2})[0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])(:[0-5][0-9]){2}(\.[0-9]{1,9})?Z_[a-z0-9]{1,40}$/;

/** Where a page ended, by what the list is ordered by: only the read model looks into it. */
export const Cursor = z
  .string()
  .regex(OF_A_MOMENT, "the nextCursor of a page")
  .refine((text) => Moment.safeParse(text.split("_")[0]).success, "the nextCursor of a page");
