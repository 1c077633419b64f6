import { Body, Controller, HttpCode, Inject, Post, Req } from "@nestjs/common";
import { Login, LogOut, parsed, RefreshSession } from "@printermaster/contracts";
import { admitUser } from "../accounts/app/admit-user.ts";
import { logIn } from "../accounts/app/log-in.ts";
import { logOut } from "../accounts/app/log-out.ts";
import { refreshSession } from "../accounts/app/refresh-session.ts";
import { HTTP_EDGE, type HttpEdge } from "./edge.ts";
import type { ApiRequest } from "./exchange.ts";
import { valueOf } from "./refused-request.ts";
import { bearerOf } from "./request-parts.ts";

@Controller("auth")
export class AccountsController {
  readonly #edge: HttpEdge;

  constructor(@Inject(HTTP_EDGE) edge: HttpEdge) {
    this.#edge = edge;
  }

  @Post("login")
  @HttpCode(200)
  async login(@Body() body: unknown, @Req() request: ApiRequest) {
    const address = this.#edge.addressOf(request);
    const credentials = valueOf(parsed(Login, body));
    return valueOf(await logIn(this.#edge.logIn, { ...credentials, address }));
  }

  @Post("refresh")
  @HttpCode(200)
  async refresh(@Body() body: unknown, @Req() request: ApiRequest) {
    const { refreshToken } = valueOf(parsed(RefreshSession, body));
    const address = this.#edge.addressOf(request);
    return valueOf(await refreshSession(this.#edge.logIn, refreshToken, address));
  }

  /** By either token; what is over already is over. */
  @Post("logout")
  @HttpCode(204)
  async logout(@Body() body: unknown, @Req() request: ApiRequest) {
    const asked = valueOf(parsed(LogOut, body === undefined ? {} : body));
    const token = bearerOf(request);
    const user = token ? await admitUser(this.#edge.admission, token) : undefined;
    await logOut(this.#edge.logIn, user?.ok ? user.value : undefined, asked);
  }
}
