/** Writes down what somebody did with a privilege, and how it ended. */
import type { CallHandler, ExecutionContext, NestInterceptor } from "@nestjs/common";
import { tap, type Observable } from "rxjs";
import type { Audit } from "../audit/app/ports.ts";
import { privilegedAction } from "../audit/domain/privileged.ts";
import { refusalOf } from "../domain/fault.ts";
import { actorOf } from "../domain/principal.ts";
import type { ApiRequest } from "./exchange.ts";
import { RefusedRequest } from "./refused-request.ts";

export class AuditInterceptor implements NestInterceptor {
  readonly #audit: Audit;
  readonly #now: () => Date;

  constructor(audit: Audit, now: () => Date) {
    this.#audit = audit;
    this.#now = now;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<ApiRequest & { params?: { id?: string } }>();
    const { principal, method = "GET", route, params } = request;
    const action = privilegedAction(method, route?.path ?? "");
    if (!action || !principal) return next.handle();
    const write = (outcome: string) =>
      this.#audit({
        actor: actorOf(principal),
        company: principal.company,
        action,
        ...(params?.id ? { target: params.id } : {}),
        outcome,
        at: this.#now(),
      });
    return next
      .handle()
      .pipe(tap({ complete: () => write("done"), error: (e) => write(codeOf(e)) }));
  }
}

const codeOf = (error: unknown): string =>
  (error instanceof RefusedRequest ? error.refusal : refusalOf(error)).code;
