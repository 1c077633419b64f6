import { Body, Controller, Get, Inject, Param, Put, Query, Req, UseGuards } from "@nestjs/common";
import { parsed, SetBackupOf } from "@printermaster/contracts";
import { branchIds, type Caller } from "../domain/principal.ts";
import { findPrinter } from "../fleet/app/find-printer.ts";
import { setBackup } from "../fleet/app/set-backup.ts";
import { HTTP_EDGE, type HttpEdge } from "./edge.ts";
import type { ApiRequest } from "./exchange.ts";
import { valueOf } from "./refused-request.ts";
import { inBranchOf, printerIdOf } from "./request-parts.ts";
import { SignedIn, User } from "./signed-in.guard.ts";

@Controller("v1/printers")
@UseGuards(SignedIn)
export class PrintersController {
  readonly #edge: HttpEdge;

  constructor(@Inject(HTTP_EDGE) edge: HttpEdge) {
    this.#edge = edge;
  }

  @Get()
  async list(@User() user: Caller) {
    const question = { branches: branchIds(user) };
    return valueOf(await this.#edge.readModel.printers(user.company, question));
  }

  @Get(":id")
  async read(@User() user: Caller, @Param("id") id: string, @Query() query: unknown) {
    const branchId = inBranchOf(query);
    const printer = valueOf(await findPrinter(this.#edge, user, printerIdOf(id), branchId));
    return { printer };
  }

  @Put(":id/backup")
  async backup(
    @User() user: Caller,
    @Param("id") id: string,
    @Query() query: unknown,
    @Body() body: unknown,
    @Req() { correlationId }: ApiRequest,
  ) {
    const { backup } = valueOf(parsed(SetBackupOf, body));
    const request = { printerId: printerIdOf(id), branchId: inBranchOf(query), backup };
    return valueOf(await setBackup(this.#edge, user, request, correlationId));
  }
}
