// Faults switched on and off over HTTP.
import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { boundedBody } from "../adapters/bounded-body.ts";
import type { Device } from "./device.ts";
import { FAULTS, isFault } from "./faults.ts";
import type { FaultName } from "./faults.ts";
import { json, refuse } from "./replies.ts";
import type { Reply } from "./replies.ts";

const LARGEST_BODY = 4096;

/** `GET /faults`, `PUT /faults/<name>` with its settings, `DELETE /faults/<name>`. */
export async function faultRoute(
  request: IncomingMessage,
  path: string,
  device: Device,
): Promise<Reply | undefined> {
  if (path === "/faults" && request.method === "GET") return json(device.faults());
  const [, name] = /^\/faults\/([^/]+)$/.exec(path) ?? [];
  if (name === undefined) return undefined;
  if (!isFault(name)) return refuse("unknown-fault", { fault: name });
  if (request.method === "PUT") return switchOn(request, name, device);
  if (request.method !== "DELETE") return undefined;
  device.switchOff(name);
  return json(stateOf(name, device));
}

async function switchOn(request: IncomingMessage, name: FaultName, device: Device): Promise<Reply> {
  const body = await boundedBody(request, LARGEST_BODY);
  if (body === undefined) return refuse("body-too-large");
  let given: unknown;
  try {
    given = body === "" ? {} : JSON.parse(body);
  } catch {
    return refuse("malformed-json");
  }
  const settings = FAULTS[name].settings.safeParse(given);
  if (!settings.success)
    return refuse("invalid-fault", { fault: name, details: z.prettifyError(settings.error) });
  device.switchOn(name, settings.data);
  return json(stateOf(name, device));
}

function stateOf(name: FaultName, device: Device) {
  return device.faults().find((fault) => fault.name === name);
}
