import { Body, Controller, Get, Inject, Param, Put, Req, UseGuards } from "@nestjs/common";
import { BranchPolicies, parsed } from "@printermaster/contracts";
import type { Caller } from "../domain/principal.ts";
import { readPolicies, setPolicies } from "../fleet/app/branch-policies.ts";
import { HTTP_EDGE, type HttpEdge } from "./edge.ts";
import type { ApiRequest } from "./exchange.ts";
import { valueOf } from "./refused-request.ts";
import { SignedIn, User } from "./signed-in.guard.ts";

@Controller("v1/branches")
@UseGuards(SignedIn)
export class BranchesController {
  readonly #edge: HttpEdge;

  constructor(@Inject(HTTP_EDGE) edge: HttpEdge) {
    this.#edge = edge;
  }

  @Get(":id/policies")
  async read(@User() user: Caller, @Param("id") id: string) {
    return valueOf(await readPolicies(this.#edge, user, id));
  }

  @Put(":id/policies")
  async set(
    @User() user: Caller,
    @Param("id") id: string,
    @Body() body: unknown,
    @Req() { correlationId }: ApiRequest,
  ) {
    const policies = valueOf(parsed(BranchPolicies, body));
    return valueOf(await setPolicies(this.#edge, user, id, policies, correlationId));
  }
}
