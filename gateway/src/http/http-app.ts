/** Nest on Express, dressed: what runs before the controllers, in this order. */
import { jobFilesWith } from "@printermaster/contracts";
import "reflect-metadata";
import { NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";
import type { DynamicModule } from "@nestjs/common";
import type { Audit } from "../audit/app/ports.ts";
import type { InFlight } from "@printermaster/runtime";
import { AuditInterceptor } from "./audit.interceptor.ts";
import type { ApiRequest, ApiResponse, Middleware } from "./exchange.ts";
import { isTextTooDeep } from "../guarding/domain/depth.ts";
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
  readonly audit: Audit;
  readonly now: () => Date;
}

/** Where the API is no file is looked for, which would cost each request a question to the disk. */
const NO_API = /^(?!\/(auth|v1|printing|printer-bridge|api)(\/|$))/;
const MOST_BODY_BYTES = 512 * 1024;

export async function createHttpApp(options: HttpAppOptions): Promise<NestExpressApplication> {
  const { module, webFolder, newId, inFlight, guard, audit, now } = options;
  const app = await NestFactory.create<NestExpressApplication>(module, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  app.disable("x-powered-by");
  app.use(requestContext(newId, inFlight));
  app.use(guarded(guard));
  app.use(toPages);
  app.useStaticAssets(webFolder, {
    // Express takes what Nest does not know of.
    prefix: NO_API as unknown as string,
    index: "index.html",
    setHeaders: cacheAsset,
  });
  // Not strict: `null` is JSON, and the schema says what is wrong with it.
  app.use(checkRoute);
  app.useBodyParser("json", {
    limit: MOST_BODY_BYTES,
    strict: false,
    verify: refuseDeep,
  });
  app.useBodyParser("text", { limit: MOST_BODY_BYTES, type: jobFilesWith("text") });
  app.useBodyParser("raw", { limit: MOST_BODY_BYTES, type: jobFilesWith("data") });
  app.use(answerBadBody);
  answerMalformed(app.getHttpServer(), newId);
  app.useGlobalInterceptors(new LimitsInterceptor(guard), new AuditInterceptor(audit, now));
  return app;
}

/** Before it is parsed, which would cost far more. */
function refuseDeep(_request: unknown, _response: unknown, body: Buffer): void {
  if (isTextTooDeep(body.toString("latin1"))) throw new Error("nested too deeply");
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

/** The dashboard's own pages have addresses that people may be told. */
const toPages: Middleware = ({ path, method }, response, next) => {
  if (method !== "GET" || !/^\/admin\/(socket-logs|listeners|devices)$/.test(path)) return next();
  response.writeHead(302, { location: `/#${path}` }).end();
};

/** Vite puts a hash into the names below assets/; the page itself must be asked for again. */
function cacheAsset(response: ApiResponse, path: string): void {
  const hashed = /[\\/]assets[\\/]/.test(path);
  response.setHeader("cache-control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
}
