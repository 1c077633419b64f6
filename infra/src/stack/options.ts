import { type ProcessSpec, type StateChange } from "../supervisor/spec.ts";

export type StackOptions = {
  gateways: number;
  orchestrators: number;
  agents: number;
  /** How many devices each licence takes; five, or as many as there are agents. */
  seats?: number;
  dataDir: string;
  /** Begin with an empty data folder. */
  fresh?: boolean;
  /** `http: 0` takes any free port, for this and for everything else. */
  ports?: { http?: number };
  /** Without these, the environment's NATS_URL and DATABASE_URL, and without those servers of our own. */
  natsUrl?: string;
  databaseUrl?: string;
  /** Whether our own broker holds each process to what it may say; without this, the environment's PM_BROKER_USERS. */
  brokerUsers?: boolean;
  otlpEndpoint?: string;
  /** Added to the environment of our services. */
  env?: Record<string, string>;
  /** The last word on each of our own processes before it starts; without an answer it is left out. */
  amend?: (spec: ProcessSpec) => Promise<ProcessSpec | undefined>;
  /** Aborting it ends a start in progress, and later the whole stack. */
  signal?: AbortSignal;
  onState?: (change: StateChange) => void;
};

export const DEFAULT_HTTP_PORT = 3001;
