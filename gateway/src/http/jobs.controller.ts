import {
  Body,
  Controller,
  Get,
  Headers,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseGuards,
} from "@nestjs/common";
import { JobsQuery, parsed } from "@printermaster/contracts";
import type { Caller } from "../domain/principal.ts";
import { cancelJob } from "../jobs/app/cancel-job.ts";
import { listJobs } from "../jobs/app/list-jobs.ts";
import { readJobWithTimeline } from "../jobs/app/read-job.ts";
import { submitPrint } from "../jobs/app/submit-print.ts";
import { created } from "./created.ts";
import { HTTP_EDGE, type HttpEdge } from "./edge.ts";
import { typeOf, type ApiRequest, type ApiResponse } from "./exchange.ts";
import { jobIn } from "./job-in-body.ts";
import { valueOf } from "./refused-request.ts";
import { jobIdOf, keyIn } from "./request-parts.ts";
import { SignedIn, User } from "./signed-in.guard.ts";

@Controller("v1")
@UseGuards(SignedIn)
export class JobsController {
  readonly #edge: HttpEdge;

  constructor(@Inject(HTTP_EDGE) edge: HttpEdge) {
    this.#edge = edge;
  }

  @Post("jobs")
  async create(
    @User() user: Caller,
    @Body() body: unknown,
    @Query() query: unknown,
    @Headers() headers: ApiRequest["headers"],
    @Req() { correlationId }: ApiRequest,
    @Res({ passthrough: true }) response: ApiResponse,
  ) {
    const idempotencyKey = keyIn(headers);
    const request = valueOf(jobIn(typeOf({ headers }), query, body));
    const submit = { ...request, idempotencyKey, correlationId };
    const submitted = valueOf(await submitPrint(this.#edge.submit, user, submit));
    return await created(this.#edge, headers, response, submitted);
  }

  @Get("jobs")
  async list(@User() user: Caller, @Query() query: unknown) {
    return valueOf(await listJobs(this.#edge, user, valueOf(parsed(JobsQuery, query))));
  }

  @Get("jobs/:id")
  async read(@User() user: Caller, @Param("id") id: string) {
    return valueOf(await readJobWithTimeline(this.#edge, user, jobIdOf(id)));
  }

  @Post("jobs/:id/cancel")
  async cancel(
    @User() user: Caller,
    @Param("id") id: string,
    @Req() { correlationId }: ApiRequest,
    @Res({ passthrough: true }) response: ApiResponse,
  ) {
    const result = valueOf(await cancelJob(this.#edge, user, jobIdOf(id), correlationId));
    // 202: asked for, but the agent that has the job cannot be reached now.
    response.status(result.came === "in-time" ? 200 : 202);
    return result;
  }
}
