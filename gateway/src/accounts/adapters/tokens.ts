/** Access tokens: Ed25519 with a key derived from the shared secret, so every gateway takes every token. */
import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from "node:crypto";
import { Branch, Id, Role } from "@printermaster/contracts";
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import type { Tokens } from "../app/ports.ts";

const ALGORITHM = "EdDSA";
const TYPE = "at+jwt";
const ISSUER = "printermaster";
const AUDIENCE = "printermaster-api";
const LIFETIME_SECONDS = 8 * 3600;
/** PKCS #8 around a raw Ed25519 seed (RFC 8410). */
const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

const Claims = z.object({
  sub: Id,
  email: z.string(),
  name: z.string(),
  role: Role,
  company: Id,
  companyName: z.string(),
  branches: z.array(Branch),
});

export function createTokens(secret: string, now: () => Date): Tokens {
  const privateKey = keyFrom(secret);
  const publicKey = createPublicKey(privateKey);
  const expected = { issuer: ISSUER, audience: AUDIENCE, typ: TYPE, algorithms: [ALGORITHM] };
  return {
    lifetimeSeconds: LIFETIME_SECONDS,

    async issue({ id, email, name, role, company, companyName, branches }) {
      const issuedAt = Math.floor(now().getTime() / 1000);
      return await new SignJWT({ email, name, role, company, companyName, branches })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .setSubject(id)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + LIFETIME_SECONDS)
        .sign(privateKey);
    },

    async verify(token) {
      try {
        const options = { ...expected, currentDate: now(), requiredClaims: ["exp"] };
        const { payload } = await jwtVerify(token, publicKey, options);
        const { sub, ...rest } = Claims.parse(payload);
        return { kind: "user", id: sub, ...rest };
      } catch {
        return undefined;
      }
    },
  };
}

function keyFrom(secret: string): KeyObject {
  const seed = Buffer.from(hkdfSync("sha256", secret, "", "printermaster access tokens", 32));
  const key = Buffer.concat([PKCS8_ED25519, seed]);
  return createPrivateKey({ key, format: "der", type: "pkcs8" });
}
