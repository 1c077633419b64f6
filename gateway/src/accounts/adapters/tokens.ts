/** Access tokens: Ed25519 with a key derived from the shared secret, so every gateway takes every token. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
} from "node:crypto";
import { Branch, Id, Role } from "@printermaster/contracts";
import { errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import type { Tokens } from "../app/ports.ts";

const ALGORITHM = "EdDSA";
const TYPE = "at+jwt";
const ISSUER = "printermaster";
const AUDIENCE = "printermaster-api";
/** PKCS #8 around a raw Ed25519 seed (RFC 8410). */
const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

const Claims = z.object({
  sub: Id,
  sid: Id,
  iat: z.number(),
  exp: z.number(),
  email: z.string(),
  name: z.string(),
  role: Role,
  company: Id,
  companyName: z.string(),
  branches: z.array(Branch),
});

export interface TokenOptions {
  readonly secret: string;
  /** Signed with it, tokens are still taken; none is made. */
  readonly secretBefore?: string | undefined;
  readonly lifetimeSeconds: number;
  readonly now: () => Date;
}

export function createTokens({ secret, secretBefore, lifetimeSeconds, now }: TokenOptions): Tokens {
  const current = keyPair(secret);
  const pairs = secretBefore ? [current, keyPair(secretBefore)] : [current];
  const publicKeys = new Map(pairs.map(({ id, publicKey }) => [id, publicKey]));
  const expected = { issuer: ISSUER, audience: AUDIENCE, typ: TYPE, algorithms: [ALGORITHM] };
  const keyOf = ({ kid }: { kid?: string }): KeyObject => {
    const key = publicKeys.get(kid ?? "");
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key;
  };
  return {
    lifetimeSeconds,

    async issue({ id, email, name, role, company, companyName, branches }, session) {
      // To the millisecond: who signs in again right after everything was revoked is in again.
      const issuedAt = now().getTime() / 1000;
      return await new SignJWT({ email, name, role, company, companyName, branches, sid: session })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: current.id })
        .setSubject(id)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt(issuedAt)
        .setExpirationTime(Math.floor(issuedAt) + lifetimeSeconds)
        .sign(current.privateKey);
    },

    async verify(token, lateByMs = 0) {
      try {
        const currentDate = new Date(now().getTime() - lateByMs);
        const options = { ...expected, currentDate, requiredClaims: ["exp"] };
        const { payload } = await jwtVerify(token, keyOf, options);
        const { sub, sid, iat, exp, ...rest } = Claims.parse(payload);
        const times = { issuedAt: Math.round(iat * 1000), expiresAt: exp * 1000 };
        return { kind: "user", id: sub, ...rest, token: { session: sid, ...times } };
      } catch {
        return undefined;
      }
    },
  };
}

function keyPair(secret: string) {
  const seed = Buffer.from(hkdfSync("sha256", secret, "", "printermaster access tokens", 32));
  const key = Buffer.concat([PKCS8_ED25519, seed]);
  const privateKey = createPrivateKey({ key, format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(privateKey);
  const spki = publicKey.export({ format: "der", type: "spki" });
  const id = createHash("sha256").update(spki).digest("base64url").slice(0, 16);
  return { id, privateKey, publicKey };
}
