/** The AsyncAPI document: what is said on the sockets and on NATS, from the tables in contracts. */
import {
  answerOf,
  posTable,
  socketTables,
  subjectTables,
  type Said,
  type SocketTable,
  type SubjectRow,
} from "@printermaster/contracts";
import { z } from "zod";
import { inputSchema, namedSchemas, outputSchema, type Json } from "./json-schemas.ts";

/** As the gateway or NATS sees it: `receive` is what comes in. */
type Action = "send" | "receive";

export function asyncApi(): Json {
  const sockets = socketTables.map((table) => socketPart(table, "sockets"));
  // Its credential is a header of the upgrade.
  const tills = socketPart({ ...posTable, handshake: z.object({}) }, "tills");
  const parts = [...sockets, tills, ...subjectTables.map(subjectPart)];
  return {
    asyncapi: "3.0.0",
    info: { title: "PrinterMaster", version: "1", description: INFO },
    defaultContentType: "application/json",
    servers: {
      sockets: { host: "localhost:3001", protocol: "socketio" },
      tills: { host: "localhost:3001", protocol: "ws" },
      nats: { host: "localhost:4222", protocol: "nats" },
    },
    channels: Object.assign({}, ...parts.map(({ channels }) => channels)) as Json,
    operations: Object.assign({}, ...parts.map(({ operations }) => operations)) as Json,
    components: { schemas: namedSchemas() },
  };
}

const INFO =
  "Socket.IO events and core NATS requests are answered with {ok, value} or {ok, error}; stored events carry type and version as headers.";

interface Part {
  readonly channels: Json;
  readonly operations: Json;
}

function socketPart(
  { namespace, who, handshake, says, hears }: SocketTable,
  server: "sockets" | "tills",
): Part {
  const id = idOf(`${namespace.slice(1)}.${who}`);
  const operations = [
    ...Object.entries(says).map(([event, said]) => operationOf(id, "receive", event, said)),
    ...Object.entries(hears).map(([event, said]) => operationOf(id, "send", event, said)),
  ];
  return {
    channels: {
      [id]: {
        address: namespace,
        title: `Namespace ${namespace}, ${who}`,
        servers: [{ $ref: `#/servers/${server}` }],
        parameters: parametersOf(namespace),
        messages: {
          ...messagesOf(says, "receive"),
          ...messagesOf(hears, "send"),
        },
        "x-handshake": inputSchema(handshake),
      },
    },
    operations: Object.fromEntries(operations),
  };
}

function subjectPart({ name, address, messages, kind }: SubjectRow): Part {
  const action = kind === "request" ? "receive" : "send";
  const operations = Object.entries(messages).map(([message, said]) =>
    operationOf(name, action, message, said),
  );
  return {
    channels: {
      [name]: {
        address,
        title: kind,
        servers: [{ $ref: "#/servers/nats" }],
        parameters: parametersOf(address),
        messages: messagesOf(messages, action),
      },
    },
    operations: Object.fromEntries(operations),
  };
}

const parametersOf = (address: string): Json =>
  Object.fromEntries([...address.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, {}]));

function messagesOf(all: Readonly<Record<string, Said>>, action: Action): Json {
  const messages: Record<string, unknown> = {};
  for (const [name, { payload, answer }] of Object.entries(all)) {
    const schema = action === "receive" ? inputSchema(payload) : outputSchema(payload);
    messages[idOf(name)] = { name, payload: schema };
    if (answer)
      messages[answerId(name)] = {
        name: `answer to ${name}`,
        payload: outputSchema(answerOf(answer)),
      };
  }
  return messages;
}

function operationOf(channel: string, action: Action, name: string, { answer }: Said) {
  const at = { $ref: `#/channels/${channel}` };
  const message = (id: string) => ({ $ref: `#/channels/${channel}/messages/${id}` });
  const operation = {
    action,
    channel: at,
    messages: [message(idOf(name))],
    ...(answer ? { reply: { channel: at, messages: [message(answerId(name))] } } : {}),
  };
  return [`${channel}.${action}.${idOf(name)}`, operation] as const;
}

/** Keys in which no tool finds a path or a space. */
const idOf = (name: string): string => name.replaceAll(/[^A-Za-z0-9-]+/g, ".");
const answerId = (name: string): string => `${idOf(name)}.answer`;
