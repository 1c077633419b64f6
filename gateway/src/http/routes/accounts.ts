import {
  ApiKey,
  ApiKeyList,
  BranchList,
  CreateApiKey,
  CreatedApiKey,
  CreatedLicence,
  CreateLicence,
  Id,
  Licence,
  LicenceList,
  LoggedIn,
  Login,
  LogOut,
  Me,
  RefreshSession,
} from "@printermaster/contracts";
import { z } from "zod";
import { ok } from "./parts.ts";
import type { Route } from "./route.ts";

const tag = "Accounts";
const withId = z.object({ id: Id });

const signIn = (path: string, summary: string, body: z.ZodType): Route => ({
  method: "post",
  path,
  tag,
  summary,
  who: "anybody",
  body,
  answers: { 200: ok("Signed in.", LoggedIn) },
  refusals: ["bad-credentials", "session-ended", "storage-unavailable", "read-model-unavailable"],
});

const read = (path: string, summary: string, who: Route["who"], body: z.ZodType): Route => ({
  method: "get",
  path,
  tag,
  summary,
  who,
  answers: { 200: ok("Those of the company.", body) },
});

export const accountRoutes: readonly Route[] = [
  signIn("/auth/login", "Sign in with a password", Login),
  signIn("/auth/refresh", "Stay signed in", RefreshSession),
  {
    method: "post",
    path: "/auth/logout",
    tag,
    summary: "Sign out, here or everywhere",
    who: "anybody",
    body: LogOut,
    bodyOptional: true,
    answers: { 204: ok("Whatever was open is over.", null) },
    refusals: ["read-model-unavailable", "storage-unavailable"],
  },
  read("/v1/me", "Who asks, and what they may do", "signed-in", Me),
  read("/v1/branches", "List the caller's branches", "signed-in", BranchList),
  read("/v1/licences", "List licences", "manage-licences", LicenceList),
  {
    method: "post",
    path: "/v1/licences",
    tag,
    summary: "Make a licence; its key is shown once",
    who: "manage-licences",
    body: CreateLicence,
    answers: { 201: ok("The licence and its key.", CreatedLicence) },
  },
  {
    method: "post",
    path: "/v1/licences/:id/revoke",
    tag,
    summary: "Revoke a licence, and cut who came in by it",
    who: "manage-licences",
    params: withId,
    answers: { 200: ok("It is revoked.", z.object({ licence: Licence })) },
    refusals: ["unknown-licence"],
  },
  {
    method: "delete",
    path: "/v1/licences/:id/devices/:deviceId",
    tag,
    summary: "Free a device's place on a licence",
    who: "manage-licences",
    params: z.object({ id: Id, deviceId: z.string() }),
    answers: { 200: ok("It is free.", z.object({ licence: Licence })) },
    refusals: ["unknown-licence", "unknown-device"],
  },
  read("/v1/api-keys", "List API keys", "manage-api-keys", ApiKeyList),
  {
    method: "post",
    path: "/v1/api-keys",
    tag,
    summary: "Make an API key for a point of sale; it is shown once",
    who: "manage-api-keys",
    body: CreateApiKey,
    answers: { 201: ok("The key.", CreatedApiKey) },
  },
  {
    method: "post",
    path: "/v1/api-keys/:id/revoke",
    tag,
    summary: "Revoke an API key, and cut who came in by it",
    who: "manage-api-keys",
    params: withId,
    answers: { 200: ok("It is revoked.", z.object({ apiKey: ApiKey })) },
    refusals: ["unknown-key"],
  },
];
