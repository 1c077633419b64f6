/** The little of Express that we use; it brings no types of its own. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Caller } from "../domain/principal.ts";

export interface ApiRequest extends IncomingMessage {
  readonly path: string;
  readonly originalUrl: string;
  readonly route?: { readonly path: string };
  readonly body?: unknown;
  /** Set by requestContext. */
  correlationId: string;
  /** Set by the SignedIn guard. */
  principal?: Caller;
}

export interface ApiResponse extends ServerResponse {
  status(code: number): this;
}

export type Middleware = (request: ApiRequest, response: ApiResponse, next: () => void) => void;
