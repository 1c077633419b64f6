import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from "@nestjs/common";
import { refusal, type Refusal } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import { Fault, refusalOf } from "../domain/fault.ts";
import type { ApiRequest, ApiResponse } from "./exchange.ts";
import { problemOf, sendProblem } from "./problem.ts";
import { RefusedRequest } from "./refused-request.ts";

/** Whatever went wrong leaves as a coded problem; causes stay in the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<ApiRequest>();
    const response = host.switchToHttp().getResponse<ApiResponse>();
    const problem = problemOf(this.#refusal(error), request.correlationId);
    const { correlationId, method } = request;
    const route = request.route?.path;
    const line = { event: "http-problem", code: problem.code, correlationId, method, route };
    if (problem.status < 500) this.#log.info(line, problem.title);
    else this.#log.error({ ...line, err: causeOf(error) }, problem.title);
    sendProblem(response, problem);
  }

  #refusal(error: unknown): Refusal {
    if (error instanceof RefusedRequest) return error.refusal;
    // Nest throws these itself: no such route, or a path that cannot be decoded.
    if (error instanceof HttpException && error.getStatus() < 500) return refusal("unknown-route");
    return refusalOf(error);
  }
}

const causeOf = (error: unknown): unknown => (error instanceof Fault ? error.cause : error);
