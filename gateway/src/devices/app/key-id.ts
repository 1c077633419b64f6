import { idFromBytes, type Id } from "@printermaster/contracts";
import { sha256 } from "@printermaster/runtime";

/** By which a device's key is named where its holder is to go. */
export const keyId = (publicKey: string): Id => idFromBytes(sha256(publicKey));
