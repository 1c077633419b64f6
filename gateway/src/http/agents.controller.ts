/** The agents of a person's branches: who they are, who may come in, and who no longer. */
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  UseGuards,
} from "@nestjs/common";
import { CreatePairingCode, Id, parsed, refusal } from "@printermaster/contracts";
import { listAgents } from "../devices/app/list-agents.ts";
import { openPairing } from "../devices/app/open-pairing.ts";
import { revokeDevice } from "../devices/app/revoke-device.ts";
import type { Caller } from "../domain/principal.ts";
import { HTTP_EDGE, type HttpEdge } from "./edge.ts";
import { RefusedRequest, valueOf } from "./refused-request.ts";
import { SignedIn, User } from "./signed-in.guard.ts";

@Controller("v1")
@UseGuards(SignedIn)
export class AgentsController {
  readonly #edge: HttpEdge;

  constructor(@Inject(HTTP_EDGE) edge: HttpEdge) {
    this.#edge = edge;
  }

  @Get("agents")
  async list(@User() caller: Caller) {
    return valueOf(await listAgents(this.#edge.devices, caller));
  }

  @Post("pairing-codes")
  @HttpCode(201)
  async open(@User() caller: Caller, @Body() body: unknown) {
    const asked = valueOf(parsed(CreatePairingCode, body));
    return valueOf(await openPairing(this.#edge.devices, caller, asked));
  }

  @Delete("devices/:id")
  @HttpCode(204)
  async revoke(@User() caller: Caller, @Param("id") id: string) {
    if (!Id.safeParse(id).success) throw new RefusedRequest(refusal("unknown-device"));
    valueOf(await revokeDevice(this.#edge.devices, caller, id));
  }
}
