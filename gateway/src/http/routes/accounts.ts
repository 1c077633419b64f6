import { LoggedIn, Login } from "@printermaster/contracts";
import { ok } from "./parts.ts";
import type { Route } from "./route.ts";

const tag = "Accounts";

export const accountRoutes: readonly Route[] = [
  {
    method: "post",
    path: "/auth/login",
    tag,
    summary: "Sign in with a password",
    who: "anybody",
    body: Login,
    answers: { 200: ok("Signed in.", LoggedIn) },
    refusals: ["bad-credentials", "read-model-unavailable"],
  },
];
