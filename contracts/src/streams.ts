/** Streams and buckets, as data; one idempotent step creates them (`print-orchestrator/src/migrate.ts`). */
import { BINDINGS, REVOCATIONS, VERIFIERS } from "./credentials.ts";
import { AUDIT } from "./audit.ts";
import { LIVE, subjects } from "./subjects.ts";

const MB = 1024 * 1024;
const DAY_SECONDS = 86_400;

export interface StreamDeclaration {
  readonly name: string;
  readonly subjects: readonly string[];
  readonly maxAgeSeconds: number;
  readonly maxMessageBytes: number;
  readonly maxPerSubject: number;
  /** -1: as much as the server has. */
  readonly maxBytes: number;
  readonly republishTo?: string;
  /** The log: nothing may purge or delete it, and a full one refuses instead of forgetting. */
  readonly appendOnly: boolean;
}

export const PRINT_LOG = "PRINT_EVT_V1";
export const DOCUMENTS = "PRINT_DOC_V1";
export const FLEET_LOG = "FLEET_EVT_V1";
export const DEAD_LETTERS = "PRINT_DLQ_V1";
export const DEVICES = "DEVICE_V1";
export const SHOP_LOG = "SHOP_EVT_V1";

export const MAX_DOCUMENT_BYTES = MB / 4;

export const streams: readonly StreamDeclaration[] = [
  {
    name: PRINT_LOG,
    subjects: [subjects.allJobs],
    maxAgeSeconds: 7 * DAY_SECONDS,
    maxMessageBytes: 64 * 1024,
    maxPerSubject: -1,
    maxBytes: 8 * 1024 * MB,
    republishTo: `${LIVE}>`,
    appendOnly: true,
  },
  {
    name: DOCUMENTS,
    subjects: [subjects.allDocuments],
    maxAgeSeconds: 3 * DAY_SECONDS,
    maxMessageBytes: MAX_DOCUMENT_BYTES + 4096,
    maxPerSubject: 1,
    maxBytes: -1,
    appendOnly: false,
  },
  {
    name: FLEET_LOG,
    subjects: [subjects.allFleet],
    maxAgeSeconds: 0,
    maxMessageBytes: 64 * 1024,
    maxPerSubject: 100,
    maxBytes: -1,
    republishTo: `${LIVE}>`,
    appendOnly: false,
  },
  {
    name: DEAD_LETTERS,
    subjects: [subjects.allDeadLetters],
    maxAgeSeconds: 30 * DAY_SECONDS,
    maxMessageBytes: MAX_DOCUMENT_BYTES + 64 * 1024,
    maxPerSubject: 1,
    maxBytes: -1,
    appendOnly: false,
  },
  {
    name: SHOP_LOG,
    subjects: [subjects.allShop],
    // An order is over within a day, and a shop tells of what it sells at least once a week.
    maxAgeSeconds: 7 * DAY_SECONDS,
    maxMessageBytes: 64 * 1024,
    maxPerSubject: -1,
    maxBytes: -1,
    republishTo: `${LIVE}>`,
    appendOnly: true,
  },
  {
    name: VERIFIERS,
    subjects: [subjects.allVerifiers],
    maxAgeSeconds: 30 * DAY_SECONDS,
    maxMessageBytes: 4096,
    maxPerSubject: 1,
    maxBytes: -1,
    appendOnly: false,
  },
  {
    name: DEVICES,
    subjects: [subjects.allDevices],
    maxAgeSeconds: 0,
    maxMessageBytes: 4096,
    maxPerSubject: 1,
    maxBytes: -1,
    appendOnly: false,
  },
  {
    name: BINDINGS,
    subjects: [subjects.allBindings],
    maxAgeSeconds: 0,
    maxMessageBytes: MB / 4,
    maxPerSubject: 1,
    maxBytes: -1,
    appendOnly: false,
  },
  {
    name: REVOCATIONS,
    subjects: [subjects.allRevocations],
    // Longer than any token counts; of licences and keys the database and their verifiers tell.
    maxAgeSeconds: DAY_SECONDS,
    maxMessageBytes: 4096,
    maxPerSubject: 1,
    maxBytes: -1,
    republishTo: `${LIVE}>`,
    appendOnly: false,
  },
  {
    name: AUDIT,
    subjects: [subjects.allAudit],
    maxAgeSeconds: 400 * DAY_SECONDS,
    maxMessageBytes: 4096,
    maxPerSubject: -1,
    maxBytes: -1,
    appendOnly: true,
  },
];

/** Leases: in memory, forgotten when their holder stops renewing. */
export const leases = {
  bucket: "print_lease",
  ttlSeconds: 2,
  saga: "saga.00-ff",
  projector: "projector",
} as const;

/** What was just asked for and may not be asked for again yet: in memory, of the last seconds. */
export const limits = {
  bucket: "print_limit",
  ttlSeconds: 10,
} as const;

/** Where the saga's owner left off in the log: the next one reads on from there. */
export const snapshots = { bucket: "print_snapshot", saga: leases.saga } as const;

export const headers = {
  type: "Pm-Type",
  version: "Pm-Version",
  correlationId: "Pm-Correlation-Id",
  traceparent: "traceparent",
  /** On commands, in milliseconds since 1970: after it nobody listens, so nothing may be done any more. */
  expires: "Pm-Expires",
  /** On documents: which submit it belongs to. */
  bodyHash: "Pm-Body-Hash",
} as const;
