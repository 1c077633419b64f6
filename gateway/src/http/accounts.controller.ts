import { Body, Controller, HttpCode, Inject, Post } from "@nestjs/common";
import { Login, parsed } from "@printermaster/contracts";
import { logIn } from "../accounts/app/log-in.ts";
import { HTTP_EDGE, type HttpEdge } from "./edge.ts";
import { valueOf } from "./refused-request.ts";

@Controller("auth")
export class AccountsController {
  readonly #edge: HttpEdge;

  constructor(@Inject(HTTP_EDGE) edge: HttpEdge) {
    this.#edge = edge;
  }

  @Post("login")
  @HttpCode(200)
  async login(@Body() body: unknown) {
    return valueOf(await logIn(this.#edge.logIn, valueOf(parsed(Login, body))));
  }
}
