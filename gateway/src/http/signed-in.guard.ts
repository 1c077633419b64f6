import {
  createParamDecorator,
  Inject,
  Injectable,
  type CanActivate,
  type ExecutionContext,
} from "@nestjs/common";
import { admitCaller } from "../accounts/app/admit-caller.ts";
import type { Caller, UserPrincipal } from "../domain/principal.ts";
import { refusal } from "@printermaster/contracts";
import { HTTP_EDGE, type HttpEdge } from "./edge.ts";
import type { ApiRequest } from "./exchange.ts";
import { bearerOf } from "./request-parts.ts";
import { RefusedRequest, valueOf } from "./refused-request.ts";

@Injectable()
export class SignedIn implements CanActivate {
  readonly #edge: HttpEdge;

  constructor(@Inject(HTTP_EDGE) edge: HttpEdge) {
    this.#edge = edge;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const apiKey = request.headers["x-api-key"];
    const shown = {
      bearer: bearerOf(request),
      apiKey: typeof apiKey === "string" ? apiKey : undefined,
    };
    request.principal = valueOf(await admitCaller(this.#edge.admission, shown));
    return true;
  }
}

/** Whoever asks, a person or a point of sale; only on routes that the guard stands before. */
export const User = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { principal } = context.switchToHttp().getRequest<ApiRequest>();
  if (!principal) throw new Error("the route lacks the SignedIn guard");
  return principal;
});

/** A person: on routes that mean nothing to a point of sale. */
export const Person = createParamDecorator(
  (_: unknown, context: ExecutionContext): UserPrincipal => {
    const { principal } = context.switchToHttp().getRequest<ApiRequest>();
    if (principal?.kind !== "user") throw new RefusedRequest(refusal("forbidden"));
    return principal;
  },
);
