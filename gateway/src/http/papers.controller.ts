/** What came out of the printer, or would. */
import { Controller, Get, Inject, Param, Res, UseGuards } from "@nestjs/common";
import type { Caller } from "../domain/principal.ts";
import { jobPaper, paperAsPng } from "../jobs/app/job-paper.ts";
import { HTTP_EDGE, type HttpEdge } from "./edge.ts";
import type { ApiResponse } from "./exchange.ts";
import { valueOf } from "./refused-request.ts";
import { jobIdOf } from "./request-parts.ts";
import { SignedIn, User } from "./signed-in.guard.ts";

@Controller("v1/jobs")
@UseGuards(SignedIn)
export class PapersController {
  readonly #edge: HttpEdge;

  constructor(@Inject(HTTP_EDGE) edge: HttpEdge) {
    this.#edge = edge;
  }

  @Get(":id/paper.svg")
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

  @Get(":id/paper.png")
  async png(@User() user: Caller, @Param("id") id: string, @Res() response: ApiResponse) {
    const paper = valueOf(await jobPaper(this.#edge, user, jobIdOf(id)));
    const png = await paperAsPng(paper);
    response.setHeader("x-paper", paper.likeness);
    response.setHeader("content-type", "image/png");
    response.end(png);
  }
}
