/** Nest on Express, dressed: what runs before the controllers, in this order. */
import "reflect-metadata";
import { NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";
import type { DynamicModule } from "@nestjs/common";
import type { InFlight } from "@printermaster/runtime";
import type { ApiRequest, ApiResponse } from "./exchange.ts";
import { guarded, type HttpGuard } from "./guarded.ts";
import { LimitsInterceptor } from "./limits.interceptor.ts";
import { problemOf, refusalOfBody, sendProblem } from "./problem.ts";
import { answerMalformed } from "./malformed-requests.ts";
import { requestContext } from "./request-context.ts";
import { checkRoute } from "./route-checks.ts";

export interface HttpAppOptions {
  readonly module: DynamicModule;
  readonly webFolder: string;
  readonly newId: () => string;
  readonly inFlight: InFlight;
  readonly guard: HttpGuard;
}

const MOST_BODY_BYTES = 512 * 1024;

export async function createHttpApp(options: HttpAppOptions): Promise<NestExpressApplication> {
  const { module, webFolder, newId, inFlight, guard } = options;
  const app = await NestFactory.create<NestExpressApplication>(module, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  app.disable("x-powered-by");
  app.use(requestContext(newId, inFlight));
  app.use(guarded(guard));
  app.useStaticAssets(webFolder, { index: "index.html", setHeaders: cacheAsset });
  // Not strict: `null` is JSON, and the schema says what is wrong with it.
  app.use(checkRoute);
  app.useBodyParser("json", { limit: MOST_BODY_BYTES, strict: false });
  app.use(answerBadBody);
  answerMalformed(app.getHttpServer(), newId);
  app.useGlobalInterceptors(new LimitsInterceptor(guard));
  return app;
}

// Express tells error handlers by their four parameters.
function answerBadBody(
  error: unknown,
  request: ApiRequest,
  response: ApiResponse,
  _next: () => void,
): void {
  sendProblem(response, problemOf(refusalOfBody(error), request.correlationId));
}

/** Vite puts a hash into the names below assets/; the page itself must be asked for again. */
function cacheAsset(response: ApiResponse, path: string): void {
  const hashed = /[\\/]assets[\\/]/.test(path);
  response.setHeader("cache-control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
}
