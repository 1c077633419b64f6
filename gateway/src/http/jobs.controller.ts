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
import { CreateJob, httpHeaders, ListJobs, parsed } from "@printermaster/contracts";
import { branchIds, type Caller } from "../domain/principal.ts";
import { cancelJob } from "../jobs/app/cancel-job.ts";
import { jobPaper, paperAsPng } from "../jobs/app/job-paper.ts";
import { readJobWithTimeline } from "../jobs/app/read-job.ts";
import { submitPrint } from "../jobs/app/submit-print.ts";
import { HTTP_EDGE, type HttpEdge } from "./edge.ts";
import type { ApiRequest, ApiResponse } from "./exchange.ts";
import { valueOf } from "./refused-request.ts";
import { jobIdOf, keyOf, listOf } from "./request-parts.ts";
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
    @Headers(httpHeaders.idempotencyKey) key: string | undefined,
    @Headers(httpHeaders.idempotencyKeyAlias) alias: string | undefined,
    @Req() { correlationId }: ApiRequest,
    @Res({ passthrough: true }) response: ApiResponse,
  ) {
    const idempotencyKey = keyOf(key ?? alias);
    const request = valueOf(parsed(CreateJob, body));
    const answer = await submitPrint(this.#edge.submit, user, {
      ...request,
      idempotencyKey,
      correlationId,
    });
    const { job, replayed } = valueOf(answer);
    response.setHeader("location", `/v1/jobs/${job.jobId}`);
    if (replayed) response.setHeader(httpHeaders.replayed, "true");
    response.status(replayed ? 200 : 201);
    return { job };
  }

  @Get("jobs")
  async list(@User() user: Caller, @Query("limit") limit: string | undefined) {
    const question = valueOf(parsed(ListJobs, listOf(branchIds(user), limit)));
    return valueOf(await this.#edge.readModel.jobs(user.company, question));
  }

  @Get("printers")
  async printers(@User() user: Caller) {
    const question = { branches: branchIds(user) };
    return valueOf(await this.#edge.readModel.printers(user.company, question));
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

  @Get("jobs/:id/paper.svg")
  async svg(
    @User() user: Caller,
    @Param("id") id: string,
    @Res({ passthrough: true }) response: ApiResponse,
  ) {
    const paper = valueOf(await jobPaper(this.#edge, user, jobIdOf(id)));
    response.setHeader("x-paper", paper.likeness);
    response.setHeader("content-type", "image/svg+xml");
    return paper.svg;
  }

  @Get("jobs/:id/paper.png")
  async png(@User() user: Caller, @Param("id") id: string, @Res() response: ApiResponse) {
    const paper = valueOf(await jobPaper(this.#edge, user, jobIdOf(id)));
    const png = await paperAsPng(paper);
    response.setHeader("x-paper", paper.likeness);
    response.setHeader("content-type", "image/png");
    response.end(png);
  }
}
