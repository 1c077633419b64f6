import { createHmac, createSecretKey, hash, randomBytes, type KeyObject } from "node:crypto";

export const sha256 = (data: string | Uint8Array): Uint8Array => hash("sha256", data, "buffer");

export const sha256Hex = (data: string | Uint8Array): string => hash("sha256", data, "hex");

/** Made once, a key saves half the time of a short text. */
export const secretKey = (secret: string): KeyObject => createSecretKey(secret, "utf8");

export const hmacHex = (secret: string | KeyObject, text: string): string =>
  createHmac("sha256", secret).update(text).digest("hex");

/** For texts that stand in URLs: letters, digits, `-` and `_`. */
export const hmacBase64Url = (secret: string, text: string): string =>
  createHmac("sha256", secret).update(text).digest("base64url");

/** Four characters of letters, digits, `-` and `_` for each three bytes. */
export const randomToken = (bytes: number): string => randomBytes(bytes).toString("base64url");

const ID_BYTES = 17;
let pool = new Uint8Array(0);
let used = 0;

/** From a pool: each call into the system's source costs more than all else about an id. */
export function randomIdBytes(): Uint8Array {
  if (used + ID_BYTES > pool.length) {
    pool = randomBytes(ID_BYTES * 128);
    used = 0;
  }
  return pool.subarray(used, (used += ID_BYTES));
}
