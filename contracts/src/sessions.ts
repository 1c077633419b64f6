/** How a person stays signed in: over HTTP, on a live socket, and until somebody says it is over. */
import { z } from "zod";
import { ErrorCode } from "./errors.ts";
import { Id } from "./ids.ts";

const refreshToken = z.string().min(1).max(200);

/** Answered as a log-in is. Each refresh token is good for one refresh. */
export const RefreshSession = z.object({ refreshToken });
export type RefreshSession = z.infer<typeof RefreshSession>;

/** `everywhere`: all of the person's sessions, on whatever device. */
export const LogOut = z.object({
  refreshToken: refreshToken.optional(),
  everywhere: z.boolean().optional(),
});
export type LogOut = z.infer<typeof LogOut>;

/** Of the same person, on a socket that stays open. */
export const AuthRefresh = z.object({ token: z.string().min(1).max(4096) });
export type AuthRefresh = z.infer<typeof AuthRefresh>;

export const AuthRefreshed = z.object({ expiresAt: z.iso.datetime() });
export type AuthRefreshed = z.infer<typeof AuthRefreshed>;

/** The last thing a socket hears before it is closed; with what the code says, the client may come again. */
export const AuthExpired = z.object({ code: ErrorCode, message: z.string() });
export type AuthExpired = z.infer<typeof AuthExpired>;

export const authEvents = { refresh: "auth:refresh", expired: "auth:expired" } as const;

/** What can be taken back: everything of a user up to a moment, one session, a licence, a key, a device, its key of before. */
export const RevocableKind = z.enum(["user", "session", "licence", "key", "device", "device-key"]);
export type RevocableKind = z.infer<typeof RevocableKind>;

/** For every gateway at once: whoever came in by this goes, and comes in no more. */
export const StoredRevocation = z.object({ kind: RevocableKind, id: Id, at: z.iso.datetime() });
export type StoredRevocation = z.infer<typeof StoredRevocation>;
