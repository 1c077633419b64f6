/** What an adapter throws when something outside failed; the code is what the client is told. */
import { refusal, type ErrorCode, type Refusal } from "@printermaster/contracts";

export class Fault extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, cause: unknown) {
    super(code, { cause });
    this.code = code;
  }
}

/** A client learns nothing about what it was, except for the code. */
export const refusalOf = (error: unknown): Refusal =>
  refusal(error instanceof Fault ? error.code : "internal");
