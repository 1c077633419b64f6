import type { Id, PublicKey } from "@printermaster/contracts";

/** An agent with a key of its own: it keeps its id and its key for life. */
export interface Device {
  readonly id: Id;
  readonly company: Id;
  readonly branch: Id;
  readonly publicKey: PublicKey;
  readonly installationId: Id;
  readonly revoked: boolean;
}

export interface PairedDevice extends Device {
  readonly name: string | undefined;
  readonly pairedAt: Date;
  readonly revokedAt: Date | undefined;
}

export interface StoredCode {
  readonly hash: string;
  readonly company: Id;
  readonly branch: Id;
  readonly name: string | undefined;
  readonly createdBy: Id;
  /** The device whose key is to be replaced. */
  readonly replaces: Id | undefined;
  readonly expiresAt: Date;
}

/** A device as it is now, and the key it had before if it was paired anew. */
export interface Redeemed {
  readonly device: Device;
  readonly keyBefore: PublicKey | undefined;
}

/** The truth about devices. Everything fails with the fault `read-model-unavailable` while the database is away. */
export interface DeviceAccounts {
  putCode(code: StoredCode): Promise<void>;
  /** Uses up the code; the same key may come again with it, as its first answer may be lost. */
  redeem(
    hash: string,
    device: Pick<Device, "id" | "publicKey" | "installationId">,
    now: Date,
  ): Promise<Redeemed | undefined>;
  device(id: Id): Promise<Device | undefined>;
  devicesOf(company: Id, branches: readonly Id[]): Promise<PairedDevice[]>;
  /** For good; `undefined` if it is in none of these branches. */
  revoke(company: Id, branches: readonly Id[], id: Id, now: Date): Promise<Device | undefined>;
}

/** What is needed of devices where the database is not, or must not be waited for. */
export interface DeviceMemory {
  recall(id: Id): Promise<Device | undefined>;
  /** A revoked one stays revoked, whoever is late with what the database said before. */
  keep(device: Device): Promise<void>;
  /** It was paired anew: its new key counts, unless it is revoked. */
  replace(device: Device): Promise<void>;
}
