/** Limits by who asks, which is known behind the guards, and by account where somebody signs in. */
import type { CallHandler, ExecutionContext, NestInterceptor } from "@nestjs/common";
import { Login, refused, type Refusal } from "@printermaster/contracts";
import { tap, type Observable } from "rxjs";
import { scopesOf, type Guard } from "../guarding/app/guard.ts";
import { isTooDeep } from "../guarding/domain/depth.ts";
import type { Whose } from "../guarding/domain/limiter.ts";
import { kindOfRoute } from "../guarding/domain/limits.ts";
import type { ApiRequest } from "./exchange.ts";
import type { HttpGuard } from "./guarded.ts";
import { RefusedRequest, valueOf } from "./refused-request.ts";

export class LimitsInterceptor implements NestInterceptor {
  readonly #guard: Guard;
  readonly #clientOf: HttpGuard["clientOf"];

  constructor({ guard, clientOf }: HttpGuard) {
    this.#guard = guard;
    this.#clientOf = clientOf;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    if (isTooDeep(request.body))
      valueOf(refused("invalid-payload", [{ field: "", message: "nested too deeply" }]));
    const kind = kindOfRoute(request.method ?? "GET", request.route?.path ?? "");
    if (kind === "sign-in") return this.#signIn(request, next);
    const { principal } = request;
    // Without a principal only the address is known, and that was counted before the body was read.
    if (principal) refuse(this.#guard.refusalOf(kind, scopesOf(principal)));
    return next.handle();
  }

  #signIn(request: ApiRequest, next: CallHandler): Observable<unknown> {
    const whose = this.#accountOf(request);
    refuse(this.#guard.refusalOf("sign-in", whose));
    return next.handle().pipe(tap(() => this.#guard.forgive("sign-in", whose)));
  }

  #accountOf(request: ApiRequest): Whose {
    const address = this.#clientOf(request);
    const email = Login.safeParse(request.body).data?.email.trim().toLowerCase();
    return {
      ...(address === undefined ? {} : { address }),
      ...(email === undefined ? {} : { account: email }),
    };
  }
}

function refuse(refusal: Refusal | undefined): void {
  if (refusal) throw new RefusedRequest(refusal);
}
