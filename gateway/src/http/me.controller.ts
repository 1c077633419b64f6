/** Who asks, and where they may. */
import { Controller, Get, UseGuards } from "@nestjs/common";
import { permissions } from "../accounts/domain/permissions.ts";
import type { Caller } from "../domain/principal.ts";
import { SignedIn, User } from "./signed-in.guard.ts";

@Controller("v1")
@UseGuards(SignedIn)
export class MeController {
  @Get("me")
  me(@User() caller: Caller) {
    const { kind, id, name, company, companyName, branches } = caller;
    const role = kind === "pos" ? "pos" : caller.role;
    return {
      kind,
      id,
      name,
      role,
      ...(caller.kind === "user" ? { email: caller.email } : { tenant: caller.tenant }),
      company: { id: company, name: companyName },
      branches,
      permissions: permissions[role],
    };
  }

  @Get("branches")
  branches(@User() { branches }: Caller) {
    return { branches };
  }
}
