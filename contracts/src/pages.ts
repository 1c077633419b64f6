/** How lists are asked for, a page at a time. */
import { z } from "zod";

/** Databases know no year 0. */
export const Moment = z.iso.datetime().refine((at) => at >= "1970", "not before 1970");

/** Where a page ended, by what the list is ordered by: only the read model looks into it. */
export const Cursor = z
  .string()
  .regex(/^[0-9TZ:.-]{20,30}_[a-z0-9]{1,40}$/, "the nextCursor of a page")
  .refine((text) => Moment.safeParse(text.split("_")[0]).success, "the nextCursor of a page");
