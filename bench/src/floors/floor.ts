/** A floor: one step of a print's path, done with nothing of ours around it. */
export type FloorName =
  | "request-reply"
  | "cas-append"
  | "sqlite-commit"
  | "emit-with-ack"
  | "tcp-echo";

export interface Ground {
  /** A server with `sync_interval: always`. */
  readonly natsUrl: string;
  /** On the disk that the measured stack uses too. */
  readonly folder: string;
}

export interface OpenFloor {
  readonly once: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Floor {
  readonly name: FloorName;
  readonly setup: (ground: Ground) => Promise<OpenFloor>;
}

/** What our messages weigh, more or less: an event with its state, a small document. */
export const MESSAGE_BYTES = 1024;
