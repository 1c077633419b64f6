/**
 * What Socket.IO calls a session's `pid`: the client sends it back when it reconnects, with its offset. It says, signed,
 * whose connection it was and to which branches; nothing is kept here, so nothing is lost with a gateway.
 */
import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Id } from "@printermaster/contracts";
import { z } from "zod";

/** A connection may be open for long before it breaks. */
const LIFETIME_SECONDS = 24 * 3600;

const Session = z.object({
  sub: z.string().min(1),
  rooms: z.array(z.string()),
  iat: z.number(),
  exp: z.number(),
});
export type Session = z.infer<typeof Session>;

export interface SessionIds {
  /** The same again while it says the same and lasts: so a client knows that it was recognised. */
  readonly renewed: (session: Session | undefined, subject: Id, rooms: readonly string[]) => string;
  readonly read: (pid: string) => Session | undefined;
}

export interface Secrets {
  readonly secret: string;
  /** Another one whose ids are good too, while secrets change. */
  readonly secretBefore?: string | undefined;
}

export function createSessionIds({ secret, secretBefore }: Secrets, now: () => Date): SessionIds {
  const macOf = macBy(secret);
  const macs = secretBefore === undefined ? [macOf] : [macOf, macBy(secretBefore)];
  const seconds = () => Math.floor(now().getTime() / 1000);
  const signed = (session: Session) => {
    const payload = Buffer.from(JSON.stringify(session)).toString("base64url");
    return `${payload}.${macOf(payload)}`;
  };
  return {
    renewed(session, sub, rooms) {
      const iat = seconds();
      const same = session?.sub === sub && session.rooms.join() === rooms.join();
      if (same && session.exp - iat > LIFETIME_SECONDS / 2) return signed(session);
      return signed({ sub, rooms: [...rooms], iat, exp: iat + LIFETIME_SECONDS });
    },

    read(pid) {
      const [payload = "", mac = ""] = pid.split(".");
      if (!macs.some((expected) => sameText(mac, expected(payload)))) return undefined;
      const session = Session.safeParse(jsonIn(payload)).data;
      return session && session.exp > seconds() ? session : undefined;
    },
  };
}

function macBy(secret: string): (payload: string) => string {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "printermaster socket sessions", 32));
  return (payload) => createHmac("sha256", key).update(payload).digest("base64url");
}

const sameText = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

function jsonIn(payload: string): unknown {
  try {
    return JSON.parse(Buffer.from(payload, "base64url").toString()) as unknown;
  } catch {
    return undefined;
  }
}
