/** The NATS edge: Nest hands over what came, `app` answers. */
import { Controller, Inject } from "@nestjs/common";
import { MessagePattern, Payload } from "@nestjs/microservices";
import { headers, subjects, type Answer } from "@printermaster/contracts";
import { inSpan, type WireRequest } from "@printermaster/runtime";
import { answerCommand, answerQuery, type RequestDeps } from "./answer-request.ts";

export const REQUEST_DEPS = Symbol("RequestDeps");

@Controller()
export class RequestsController {
  readonly #deps: RequestDeps;

  constructor(@Inject(REQUEST_DEPS) deps: RequestDeps) {
    this.#deps = deps;
  }

  @MessagePattern(subjects.allCommands)
  command(@Payload() request: WireRequest): Promise<Answer<unknown>> {
    return inSpan(...spanOf(request), () => answerCommand(this.#deps, request));
  }

  @MessagePattern(subjects.allQueries)
  query(@Payload() request: WireRequest): Promise<Answer<unknown>> {
    return inSpan(...spanOf(request), () => answerQuery(this.#deps, request));
  }
}

/** The subject without its ids names the span: `process print.cmd.submit`. */
function spanOf({ subject, headers: all }: WireRequest) {
  const [, , , kind, company, second, third] = subject.split(".");
  const name =
    kind === "cmd" ? `process print.cmd.${third ?? ""}` : `process print.query.${second ?? ""}`;
  const attributes = { "messaging.system": "nats", "print.company.id": company ?? "" };
  return [name, { kind: "SERVER", parent: all?.get(headers.traceparent), attributes }] as const;
}
