/** Who signs in to the broker, and which subjects each needs: nats-server is configured from this. */
import { AUDIT } from "./audit.ts";
import { BINDINGS, REVOCATIONS, VERIFIERS } from "./credentials.ts";
import { SERVICE_REGISTRY } from "./registry.ts";
import * as stored from "./streams.ts";
import { LIVE, subjects, type CommandVerb } from "./subjects.ts";

export const BrokerUserName = ["gateway", "orchestrator", "migrate", "client", "operator"] as const;
export type BrokerUserName = (typeof BrokerUserName)[number];

export interface BrokerUser {
  readonly who: string;
  readonly publishes: readonly string[];
  readonly subscribes: readonly string[];
}

/** Answers come to a place of one's own, where nobody else may listen; runtime/src/nats.ts asks from there. */
const inboxOf = (user: BrokerUserName): string => `_INBOX_${user}.>`;
/** Of programs that know nothing of our inboxes. */
const ANY_INBOX = "_INBOX.>";

/** What is asked of JetStream about one stream. */
const api = (stream: string, ...verbs: readonly string[]): string[] =>
  verbs.map((verb) => `$JS.API.${verb.replace("#", stream)}`);
const reading = (stream: string): string[] =>
  api(stream, "STREAM.INFO.#", "STREAM.MSG.GET.#", "DIRECT.GET.#", "DIRECT.GET.#.>");
const following = (stream: string): string[] => [
  ...reading(stream),
  ...api(stream, "CONSUMER.CREATE.#.>", "CONSUMER.INFO.#.*"),
  ...api(stream, "CONSUMER.DELETE.#.*", "CONSUMER.MSG.NEXT.#.*"),
];
const keeping = (name: string): string[] => [
  ...reading(`KV_${name}`),
  ...api(`KV_${name}`, "STREAM.CREATE.#"),
  `$KV.${name}.>`,
];

const logs = [stored.PRINT_LOG, stored.FLEET_LOG, stored.SHOP_LOG];
const texts = [stored.DOCUMENTS, stored.DEAD_LETTERS];
const accounts = [VERIFIERS, BINDINGS, REVOCATIONS, stored.DEVICES, AUDIT];
const buckets = [stored.leases, stored.limits, stored.snapshots].map(({ bucket }) => bucket);
const asked = [subjects.allCommands, subjects.allQueries, subjects.allShopCommands];
const amongGateways = [...subjects.allBetweenGateways, SERVICE_REGISTRY];
const wishes: readonly CommandVerb[] = ["submit", "cancel", "retry", "discard", "reprint"];

const gateway: BrokerUser = {
  who: "gateways: they ask orchestrators and keep accounts, and write none of the logs",
  publishes: [
    ...asked,
    ...amongGateways,
    subjects.allSteps,
    subjects.allAlerts,
    subjects.allVerifiers,
    subjects.allBindings,
    subjects.allRevocations,
    subjects.allDevices,
    subjects.allAudit,
    ...[...logs, ...texts, ...accounts].flatMap(reading),
    inboxOf("gateway"),
    inboxOf("orchestrator"),
    inboxOf("operator"),
  ],
  subscribes: [
    // For `/admin/socket-logs`; orchestrators answer them.
    subjects.allCommands,
    subjects.allQueries,
    subjects.allToAgents,
    ...subjects.allLive,
    LIVE + subjects.allRevocations,
    ...amongGateways,
    inboxOf("gateway"),
  ],
};

const orchestrator: BrokerUser = {
  who: "orchestrators: they alone write the logs",
  publishes: [
    subjects.allJobs,
    subjects.allDocuments,
    subjects.allDeadLetters,
    subjects.allFleet,
    subjects.allShop,
    subjects.allToAgents,
    ...logs.flatMap(following),
    ...[...texts, stored.DEVICES].flatMap(reading),
    ...buckets.flatMap(keeping),
    "$JS.API.INFO",
    ...BrokerUserName.map(inboxOf),
    ANY_INBOX,
  ],
  subscribes: [...asked, LIVE + subjects.allJobs, SERVICE_REGISTRY, inboxOf("orchestrator")],
};

export const brokerUsers: Readonly<Record<BrokerUserName, BrokerUser>> = {
  gateway,
  orchestrator,
  migrate: {
    who: "the step that creates streams and buckets",
    publishes: ["$JS.API.>"],
    subscribes: [inboxOf("migrate")],
  },
  client: {
    who: "other programs of the house: they submit, tell facts, ask, and listen",
    publishes: [
      ...wishes.map(subjects.allCommandsTo),
      subjects.allQueries,
      subjects.allShopCommands,
    ],
    subscribes: [...subjects.allLive, ANY_INBOX],
  },
  operator: {
    who: "people who look after it, rebuilds and measurements: everything",
    publishes: [">"],
    subscribes: [">"],
  },
};
