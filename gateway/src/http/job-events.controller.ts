/** One job as server-sent events. */
import { Controller, Get, Headers, Inject, Param, Res, UseGuards } from "@nestjs/common";
import { httpHeaders } from "@printermaster/contracts";
import type { Caller } from "../domain/principal.ts";
import { followJob } from "../jobs/app/follow-job.ts";
import { HTTP_EDGE, type HttpEdge } from "./edge.ts";
import { openEventStream } from "./event-stream.ts";
import type { ApiResponse } from "./exchange.ts";
import { valueOf } from "./refused-request.ts";
import { jobIdOf, sequenceOf } from "./request-parts.ts";
import { SignedIn, User } from "./signed-in.guard.ts";

@Controller("v1/jobs")
@UseGuards(SignedIn)
export class JobEventsController {
  readonly #edge: HttpEdge;

  constructor(@Inject(HTTP_EDGE) edge: HttpEdge) {
    this.#edge = edge;
  }

  @Get(":id/events")
  async follow(
    @User() user: Caller,
    @Param("id") id: string,
    @Headers(httpHeaders.lastEventId) last: string | undefined,
    @Res() response: ApiResponse,
  ) {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const { stopping } = this.#edge.health;
    const until = AbortSignal.any([gone.signal, stopping]);
    const after = sequenceOf(last);
    const told = valueOf(await followJob(this.#edge, user, jobIdOf(id), after, until));
    // What EventSource takes as the end: it would come back after anything else.
    if (!told) return void response.status(204).end();
    const stream = openEventStream(response);
    try {
      for await (const { sequence, news } of told) stream.send(sequence, news);
      stream.end(stopping.aborted);
    } catch {
      // A log that cannot be read now: the client comes again, and says how far it was.
      stream.end(true);
    }
  }
}
