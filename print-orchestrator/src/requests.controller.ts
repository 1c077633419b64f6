/** The NATS edge: Nest hands over what came, `app` answers. */
import { Controller, Inject } from "@nestjs/common";
import { MessagePattern, Payload } from "@nestjs/microservices";
import { headers, subjects, type Answer } from "@printermaster/contracts";
import { inSpan, type WireRequest } from "@printermaster/runtime";
import { answerCommand, answerQuery, type RequestDeps } from "./answer-request.ts";
import { answerShop, type ShopRequestDeps } from "./answer-shop.ts";

export const REQUEST_DEPS = Symbol("RequestDeps");

@Controller()
export class RequestsController {
  readonly #deps: RequestDeps & ShopRequestDeps;

  constructor(@Inject(REQUEST_DEPS) deps: RequestDeps & ShopRequestDeps) {
    this.#deps = deps;
  }

  @MessagePattern(subjects.allCommands)
  command(@Payload() request: WireRequest): Promise<Answer<unknown>> {
    return inSpan(...spanOf(request), () => answerCommand(this.#deps, request));
  }

  @MessagePattern(subjects.allShopCommands)
  shop(@Payload() request: WireRequest): Promise<Answer<unknown>> {
    return inSpan(...spanOf(request), () => answerShop(this.#deps, request));
  }

  @MessagePattern(subjects.allQueries)
  query(@Payload() request: WireRequest): Promise<Answer<unknown>> {
    return inSpan(...spanOf(request), () => answerQuery(this.#deps, request));
  }
}

/** The subject without its ids names the span: `process print.cmd.submit`. */
function spanOf({ subject, headers: all }: WireRequest) {
  const [family = "", , , kind, company, second, third] = subject.split(".");
  const name =
    kind === "cmd"
      ? `process ${family}.cmd.${third ?? ""}`
      : `process ${family}.query.${second ?? ""}`;
  const attributes = { "messaging.system": "nats", "print.company.id": company ?? "" };
  return [name, { kind: "SERVER", parent: all?.get(headers.traceparent), attributes }] as const;
}
