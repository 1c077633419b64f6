import type { RelayKind } from "@printermaster/contracts";

/** The way to the other gateways. What is sent arrives in order, or not at all. */
export interface Link {
  /** This process among the gateways, from its start to its end. */
  readonly self: string;
  /** How much one message may carry. */
  readonly mostBytes: number;
  readonly up: boolean;
  /** Of a `poll`, an `upgrade` or a `beat` we hear if nobody is there to take it. */
  send(to: string, kind: RelayKind, id: string, data: Uint8Array): void;
}

/** What the link brings. */
export interface LinkEars {
  readonly told: (kind: string, id: string, data: Uint8Array) => void;
  /** Nobody took the `poll` or `upgrade` of this id, or the `beat` to this instance. */
  readonly nobodyThere: (id: string) => void;
  /** Nothing of what stood between us and this instance stands any more. */
  readonly bye: (instance: string) => void;
  /** The broker was lost, and with it perhaps some messages. */
  readonly cut: () => void;
}
