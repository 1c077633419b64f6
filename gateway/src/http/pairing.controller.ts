/** For agents that have no credential yet: their code is one. */
import { Body, Controller, HttpCode, Inject, Post, Req } from "@nestjs/common";
import { PairDevice, parsed } from "@printermaster/contracts";
import { pairDevice } from "../devices/app/pair-device.ts";
import { HTTP_EDGE, type HttpEdge } from "./edge.ts";
import type { ApiRequest } from "./exchange.ts";
import { valueOf } from "./refused-request.ts";

@Controller("v1/devices")
export class PairingController {
  readonly #edge: HttpEdge;

  constructor(@Inject(HTTP_EDGE) edge: HttpEdge) {
    this.#edge = edge;
  }

  @Post("pair")
  @HttpCode(201)
  async pair(@Body() body: unknown, @Req() request: ApiRequest) {
    const { devices, addressOf } = this.#edge;
    const asked = valueOf(parsed(PairDevice, body));
    return valueOf(await pairDevice(devices, addressOf(request), asked));
  }
}
