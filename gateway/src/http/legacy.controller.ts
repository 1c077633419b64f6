/** What clients of the system before this one ask. */
import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res, UseGuards } from "@nestjs/common";
import { parsed, TestPrint } from "@printermaster/contracts";
import type { Caller } from "../domain/principal.ts";
import { activeJobs } from "../jobs/app/list-jobs.ts";
import { testPrint } from "../jobs/app/test-print.ts";
import { registryStatus } from "../presence/app/registry.ts";
import { HTTP_EDGE, type HttpEdge } from "./edge.ts";
import type { ApiRequest, ApiResponse } from "./exchange.ts";
import { within } from "./prefer.ts";
import { valueOf } from "./refused-request.ts";
import { SignedIn, User } from "./signed-in.guard.ts";

/** As long as those clients wait. */
const TEST_WITHIN_SECONDS = 15;

@Controller()
@UseGuards(SignedIn)
export class LegacyController {
  readonly #edge: HttpEdge;

  constructor(@Inject(HTTP_EDGE) edge: HttpEdge) {
    this.#edge = edge;
  }

  @Post("printer-bridge/test-print")
  @HttpCode(200)
  async test(
    @User() user: Caller,
    @Body() body: unknown,
    @Req() { correlationId }: ApiRequest,
    @Res({ passthrough: true }) response: ApiResponse,
  ) {
    const asked = valueOf(parsed(TestPrint, body));
    const until = within(TEST_WITHIN_SECONDS, response, this.#edge.health.stopping);
    return valueOf(await testPrint(this.#edge, user, asked, correlationId, until));
  }

  @Get("printing/jobs/active")
  async active(@User() user: Caller) {
    return valueOf(await activeJobs(this.#edge, user));
  }

  @Get("printing/service-registry/status")
  async registry(@User() user: Caller) {
    return await registryStatus(this.#edge, user);
  }
}
