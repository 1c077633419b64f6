/** What goes on behind the screens, for owners and support: of their own company, and never what was said. */
import { Controller, Get, Inject, Query, Res, UseGuards } from "@nestjs/common";
import {
  FlowFilter,
  ListAudit,
  parsed,
  refused,
  type FlowEvent,
  type ListenersReport,
} from "@printermaster/contracts";
import { readAudit } from "../audit/app/read-audit.ts";
import type { UserPrincipal } from "../domain/principal.ts";
import { mayAdminister } from "../flow/domain/administration.ts";
import type { Administration } from "./administration.ts";
import { HTTP_EDGE, type HttpEdge } from "./edge.ts";
import type { ApiResponse } from "./exchange.ts";
import { valueOf } from "./refused-request.ts";
import { SignedIn, User } from "./signed-in.guard.ts";

/** Whoever reads slower than it happens is spared the rest, and told how much that was. */
const MOST_UNREAD_BYTES = 256 * 1024;
const COMMENT_EVERY_MS = 10_000;

@Controller("v1")
@UseGuards(SignedIn)
export class AdminController {
  readonly #admin: Administration;

  constructor(@Inject(HTTP_EDGE) { admin }: HttpEdge) {
    this.#admin = admin;
  }

  @Get("audit")
  async audit(@User() user: UserPrincipal, @Query() query: unknown) {
    return valueOf(await readAudit(this.#admin.audits, user, valueOf(parsed(ListAudit, query))));
  }

  @Get("admin/listeners")
  async listeners(@User() user: UserPrincipal): Promise<ListenersReport> {
    if (!mayAdminister(user)) valueOf(refused("forbidden"));
    return { gateways: await this.#admin.listeners() };
  }

  @Get("admin/socket-logs")
  socketLogs(
    @User() user: UserPrincipal,
    @Query() query: unknown,
    @Res() response: ApiResponse,
  ): void {
    const filter = valueOf(parsed(FlowFilter, query));
    const stop = valueOf(this.#admin.watchers.follow(user, filter, tellerTo(response)));
    response.writeHead(200, { "content-type": "text/event-stream", "x-accel-buffering": "no" });
    response.write(": what happens from now on\n\n");
    const timer = setInterval(() => response.write(":\n\n"), COMMENT_EVERY_MS).unref();
    response.once("close", () => {
      clearInterval(timer);
      stop();
    });
  }
}

function tellerTo(response: ApiResponse): (event: FlowEvent) => void {
  let missed = 0;
  return (event) => {
    if (response.writableLength > MOST_UNREAD_BYTES) return void missed++;
    if (missed > 0) response.write(`event: missed\ndata: ${missed}\n\n`);
    missed = 0;
    response.write(`event: flow\ndata: ${JSON.stringify(event)}\n\n`);
  };
}
