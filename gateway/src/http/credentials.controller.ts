/** Licences of agents and keys of points of sale. */
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
import { CreateApiKey, CreateLicence, parsed } from "@printermaster/contracts";
import { createApiKey, listApiKeys, revokeApiKey } from "../accounts/app/api-keys.ts";
import {
  createLicence,
  listLicences,
  releaseFromLicence,
  revokeLicence,
} from "../accounts/app/licences.ts";
import type { Caller } from "../domain/principal.ts";
import { HTTP_EDGE, type HttpEdge } from "./edge.ts";
import { valueOf } from "./refused-request.ts";
import { SignedIn, User } from "./signed-in.guard.ts";

@Controller("v1")
@UseGuards(SignedIn)
export class CredentialsController {
  readonly #edge: HttpEdge;

  constructor(@Inject(HTTP_EDGE) edge: HttpEdge) {
    this.#edge = edge;
  }

  @Get("licences")
  async licences(@User() caller: Caller) {
    return valueOf(await listLicences(this.#edge.credentials, caller));
  }

  @Post("licences")
  async createLicence(@User() caller: Caller, @Body() body: unknown) {
    const wanted = valueOf(parsed(CreateLicence, body));
    return valueOf(await createLicence(this.#edge.credentials, caller, wanted));
  }

  @Post("licences/:id/revoke")
  @HttpCode(200)
  async revokeLicence(@User() caller: Caller, @Param("id") id: string) {
    return valueOf(await revokeLicence(this.#edge.credentials, caller, id));
  }

  @Delete("licences/:id/devices/:deviceId")
  async release(
    @User() caller: Caller,
    @Param("id") id: string,
    @Param("deviceId") deviceId: string,
  ) {
    return valueOf(await releaseFromLicence(this.#edge.credentials, caller, id, deviceId));
  }

  @Get("api-keys")
  async apiKeys(@User() caller: Caller) {
    return valueOf(await listApiKeys(this.#edge.credentials, caller));
  }

  @Post("api-keys")
  async createApiKey(@User() caller: Caller, @Body() body: unknown) {
    const wanted = valueOf(parsed(CreateApiKey, body));
    return valueOf(await createApiKey(this.#edge.credentials, caller, wanted));
  }

  @Post("api-keys/:id/revoke")
  @HttpCode(200)
  async revokeApiKey(@User() caller: Caller, @Param("id") id: string) {
    return valueOf(await revokeApiKey(this.#edge.credentials, caller, id));
  }
}
