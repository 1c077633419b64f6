/** Another way to build the same: from a submit to paper, and back to whoever asked. */
import type { Process } from "../src/loads/contestant.ts";

export type PeerName = "socket-io-redis" | "bullmq-everysec" | "bullmq-always" | "nest-nats";

export interface PeerGround {
  readonly natsUrl: string;
  readonly natsPid: number;
  /** On the disk that the measured stack uses too. */
  readonly folder: string;
  readonly printers: readonly BranchPrinter[];
}

export interface BranchPrinter {
  readonly id: string;
  readonly port: number;
}

export interface OpenPeer {
  /** Where submitters connect. */
  readonly url: string;
  readonly processes: readonly Process[];
  /** Before its turn. */
  readonly prepare?: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What a submitter sends, and what its agent gets. */
export interface PeerJob {
  readonly id: string;
  readonly printerId: string;
  readonly document: object;
}

export interface PeerOutcome {
  readonly id: string;
  readonly result: "completed" | "failed" | "unconfirmed";
}
