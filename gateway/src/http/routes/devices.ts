import {
  AgentList,
  CreatePairingCode,
  DevicePaired,
  Id,
  PairDevice,
  PairingCode,
} from "@printermaster/contracts";
import { z } from "zod";
import { ok } from "./parts.ts";
import type { Route } from "./route.ts";

const tag = "Agents";

export const deviceRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/v1/agents",
    tag,
    summary: "List agents",
    who: "read",
    answers: { 200: ok("Those that were paired, and those that are connected.", AgentList) },
  },
  {
    method: "post",
    path: "/v1/pairing-codes",
    tag,
    summary: "Make a code that pairs one agent",
    who: "manage-devices",
    body: CreatePairingCode,
    answers: { 201: ok("Good once, and for ten minutes.", PairingCode) },
    refusals: ["unknown-device"],
  },
  {
    method: "delete",
    path: "/v1/devices/:id",
    tag,
    summary: "Revoke a device, and cut it off",
    who: "manage-devices",
    params: z.object({ id: Id }),
    answers: { 204: ok("It is revoked.", null) },
    refusals: ["unknown-device"],
  },
  {
    method: "post",
    path: "/v1/devices/pair",
    tag,
    summary: "Pair an agent by a code",
    who: "anybody",
    body: PairDevice,
    answers: { 201: ok("Paired.", DevicePaired) },
    refusals: [
      ...(["too-many-attempts", "bad-signature", "unknown-pairing-code"] as const),
      ...(["read-model-unavailable", "storage-unavailable"] as const),
    ],
  },
];
