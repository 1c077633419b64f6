import { Controller, Get, Inject, Param, UseGuards } from "@nestjs/common";
import type { Caller } from "../domain/principal.ts";
import { desktopHealth, healthOfDevice } from "../presence/app/desktop-health.ts";
import { HTTP_EDGE, type HttpEdge } from "./edge.ts";
import { valueOf } from "./refused-request.ts";
import { SignedIn, User } from "./signed-in.guard.ts";

@Controller("printing/desktop-health")
@UseGuards(SignedIn)
export class DevicesController {
  readonly #edge: HttpEdge;

  constructor(@Inject(HTTP_EDGE) edge: HttpEdge) {
    this.#edge = edge;
  }

  @Get()
  async all(@User() user: Caller) {
    return await desktopHealth(this.#edge.agents, user);
  }

  @Get(":deviceId")
  async one(@User() user: Caller, @Param("deviceId") deviceId: string) {
    return valueOf(await healthOfDevice(this.#edge.agents, user, deviceId));
  }
}
