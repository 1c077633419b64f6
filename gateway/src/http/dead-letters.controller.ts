/** What becomes of jobs after their end: tried again, printed once more, or given up. */
import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseGuards,
} from "@nestjs/common";
import { CreateCopy, ListDeadLetters, parsed } from "@printermaster/contracts";
import { branchIds, type Caller } from "../domain/principal.ts";
import { discardJob } from "../jobs/app/discard-job.ts";
import { reprintJob } from "../jobs/app/reprint-job.ts";
import { retryJob } from "../jobs/app/retry-job.ts";
import { created } from "./created.ts";
import { HTTP_EDGE, type HttpEdge } from "./edge.ts";
import type { ApiRequest, ApiResponse } from "./exchange.ts";
import { valueOf } from "./refused-request.ts";
import { jobIdOf, keyIn, listOf } from "./request-parts.ts";
import { SignedIn, User } from "./signed-in.guard.ts";

@Controller("v1")
@UseGuards(SignedIn)
export class DeadLettersController {
  readonly #edge: HttpEdge;

  constructor(@Inject(HTTP_EDGE) edge: HttpEdge) {
    this.#edge = edge;
  }

  @Get("dead-letters")
  async list(@User() user: Caller, @Query("limit") limit: string | undefined) {
    const question = valueOf(parsed(ListDeadLetters, listOf(branchIds(user), limit)));
    return valueOf(await this.#edge.readModel.deadLetters(user.company, question));
  }

  @Post("jobs/:id/retry")
  async retry(
    @User() user: Caller,
    @Param("id") id: string,
    @Req() { correlationId, headers }: ApiRequest,
    @Res({ passthrough: true }) response: ApiResponse,
  ) {
    const answer = await retryJob(this.#edge, user, jobIdOf(id), correlationId);
    return await created(this.#edge, headers, response, valueOf(answer));
  }

  @Post("jobs/:id/reprint")
  async reprint(
    @User() user: Caller,
    @Param("id") id: string,
    @Body() body: unknown,
    @Headers() headers: ApiRequest["headers"],
    @Req() { correlationId }: ApiRequest,
    @Res({ passthrough: true }) response: ApiResponse,
  ) {
    const idempotencyKey = keyIn(headers);
    const { printerId } = valueOf(parsed(CreateCopy, body === undefined ? {} : body));
    const request = { jobId: jobIdOf(id), printerId, idempotencyKey };
    const answer = await reprintJob(this.#edge, user, request, correlationId);
    return await created(this.#edge, headers, response, valueOf(answer));
  }

  @Post("jobs/:id/discard")
  @HttpCode(200)
  async discard(
    @User() user: Caller,
    @Param("id") id: string,
    @Req() { correlationId }: ApiRequest,
  ) {
    return valueOf(await discardJob(this.#edge, user, jobIdOf(id), correlationId));
  }
}
