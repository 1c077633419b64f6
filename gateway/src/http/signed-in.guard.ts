import {
  createParamDecorator,
  Inject,
  Injectable,
  type CanActivate,
  type ExecutionContext,
} from "@nestjs/common";
import { refusal } from "@printermaster/contracts";
import type { UserPrincipal } from "../domain/principal.ts";
import { HTTP_EDGE, type HttpEdge } from "./edge.ts";
import type { ApiRequest } from "./exchange.ts";
import { RefusedRequest } from "./refused-request.ts";

@Injectable()
export class SignedIn implements CanActivate {
  readonly #edge: HttpEdge;

  constructor(@Inject(HTTP_EDGE) edge: HttpEdge) {
    this.#edge = edge;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
    const user = token && (await this.#edge.logIn.tokens.verify(token));
    if (!user) throw new RefusedRequest(refusal("unauthenticated"));
    request.principal = user;
    return true;
  }
}

/** The person behind the token; only on routes that the guard stands before. */
export const User = createParamDecorator((_: unknown, context: ExecutionContext): UserPrincipal => {
  const { principal } = context.switchToHttp().getRequest<ApiRequest>();
  if (!principal) throw new Error("the route lacks the SignedIn guard");
  return principal;
});
