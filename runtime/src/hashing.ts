import { createHash, createHmac, randomBytes } from "node:crypto";

export const sha256 = (data: string | Uint8Array): Uint8Array =>
  createHash("sha256").update(data).digest();

export const sha256Hex = (data: string | Uint8Array): string =>
  createHash("sha256").update(data).digest("hex");

export const hmacHex = (secret: string, text: string): string =>
  createHmac("sha256", secret).update(text).digest("hex");

export const randomIdBytes = (): Uint8Array => randomBytes(17);
