import { createHash, createHmac, randomBytes } from "node:crypto";

export const sha256 = (data: string | Uint8Array): Uint8Array =>
  createHash("sha256").update(data).digest();

export const sha256Hex = (data: string | Uint8Array): string =>
  createHash("sha256").update(data).digest("hex");

export const hmacHex = (secret: string, text: string): string =>
  createHmac("sha256", secret).update(text).digest("hex");

/** For texts that stand in URLs: letters, digits, `-` and `_`. */
export const hmacBase64Url = (secret: string, text: string): string =>
  createHmac("sha256", secret).update(text).digest("base64url");

/** Four characters of letters, digits, `-` and `_` for each three bytes. */
export const randomToken = (bytes: number): string => randomBytes(bytes).toString("base64url");

export const randomIdBytes = (): Uint8Array => randomBytes(17);
