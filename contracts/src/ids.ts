/** Ids are single tokens of lower-case letters and digits: safe in subjects, URLs and file names. */
import { z } from "zod";

export const Id = z.string().regex(/^[a-z0-9]{1,40}$/, "lower-case letters and digits, at most 40");
export type Id = z.infer<typeof Id>;

/** Names one user intent on its way through every process; chosen by the client or the gateway. */
export const CorrelationId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "letters, digits, - and _, at most 64");
export type CorrelationId = z.infer<typeof CorrelationId>;

export const IdempotencyKey = z.string().min(1).max(200);

/** W3C trace context, version 00. */
export const Traceparent = z.string().regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);

export const traceIdOf = (traceparent: string | undefined): string | undefined =>
  Traceparent.safeParse(traceparent).success ? traceparent?.slice(3, 35) : undefined;

const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;
/** The same for readers of our documents, whose engines may know no classes of characters. */
// oxlint-disable-next-line no-control-regex -- they are what it is about
const PRINTABLE = new RegExp("^[^\\u0000-\\u001f\\u007f-\\u009f]*$");

/** One line for people. No control characters: terminals obey them, and Postgres takes no NUL. */
export const line = (most: number) =>
  z
    .string()
    .max(most)
    .regex(PRINTABLE, "no control characters")
    .refine((text) => !UNPRINTABLE.test(text), "no control characters");

/** What a device or a library said: cleaned, never a reason to refuse the fact it comes with. */
export const remark = (most: number) =>
  z
    .string()
    .max(most)
    .transform((text) => text.replaceAll(new RegExp(UNPRINTABLE, "gu"), " "));

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
const ID_LENGTH = 26;

/** Base32 of the first 130 bits, so at least 17 bytes are needed. */
export function idFromBytes(bytes: Uint8Array): Id {
  let bits = 0;
  let held = 0;
  let id = "";
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5 && id.length < ID_LENGTH) {
      bits -= 5;
      id += BASE32.charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  if (id.length < ID_LENGTH) throw new RangeError("an id needs at least 17 bytes");
  return id;
}

export type Sha256 = (text: string) => Uint8Array;

/** The same key in the same branch is the same job: this is what de-duplicates. */
export const deriveJobId = (sha256: Sha256, company: Id, branch: Id, key: string): Id =>
  idFromBytes(sha256(`${company}\n${branch}\n${key}`));

/** Two hex digits: FNV-1a (32 bit) of the company id, lowest byte. Any client can compute it. */
export function slotOf(company: Id): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < company.length; i++) {
    hash = Math.imul(hash ^ company.charCodeAt(i), 0x01000193);
  }
  return (hash & 0xff).toString(16).padStart(2, "0");
}
