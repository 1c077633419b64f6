/** The little of Express that we use; it brings no types of its own. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Caller } from "../domain/principal.ts";

export interface ApiRequest extends IncomingMessage {
  readonly path: string;
  readonly originalUrl: string;
  readonly route?: { readonly path: string };
  readonly body?: unknown;
  /** The first of these that its Accept header takes. */
  accepts(types: readonly string[]): string | false;
  /** Set by requestContext. */
  correlationId: string;
  /** Set by the SignedIn guard. */
  principal?: Caller;
}

/** That of its body, without parameters. */
export const typeOf = ({ headers }: Pick<ApiRequest, "headers">): string =>
  (headers["content-type"] ?? "").split(";", 1).join("").trim().toLowerCase();

export interface ApiResponse extends ServerResponse {
  status(code: number): this;
}

export type Middleware = (request: ApiRequest, response: ApiResponse, next: () => void) => void;
