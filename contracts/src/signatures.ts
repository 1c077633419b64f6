import { z } from "zod";

/** The 64 bytes of an Ed25519 signature. */
export const Signature = z.string().regex(/^[A-Za-z0-9_-]{86}$/, "86 characters of base64url");

/** Of an agent with a key: over `reportClaim`, and when it was made by the agent's clock. */
export const ReportSignature = z.object({ at: z.iso.datetime(), signature: Signature });
export type ReportSignature = z.infer<typeof ReportSignature>;

const Told = z.object({ signed: z.boolean() });

/** What the data of any stored event says of who stands behind it. */
export const originIn = (data: unknown): { signed?: boolean } => Told.safeParse(data).data ?? {};
