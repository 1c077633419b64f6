/** Ed25519: public keys as their 32 bytes and signatures as their 64, in base64url. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from "node:crypto";

export interface SigningKey {
  readonly publicKey: string;
  /** PKCS #8 as PEM: whoever has it can sign. */
  readonly privatePem: string;
}

export function newSigningKey(): SigningKey {
  const { privateKey } = generateKeyPairSync("ed25519");
  const privatePem = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  return { publicKey: publicPartOf(privateKey), privatePem };
}

export function signerWith(privatePem: string): (text: string) => string {
  const key = createPrivateKey(privatePem);
  return (text) => sign(null, Buffer.from(text), key).toString("base64url");
}

/** False also for what is no key or no signature at all. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { ...OF_ED25519, x: publicKey }, format: "jwk" });
    return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64url"));
  } catch {
    return false;
  }
}

const OF_ED25519 = { kty: "OKP", crv: "Ed25519" } as const;

const publicPartOf = (privateKey: KeyObject): string =>
  createPublicKey(privateKey).export({ format: "jwk" }).x ?? "";
