import type { Answer, Refusal } from "@printermaster/contracts";

/** How a controller tells the problem filter that the use case said no. */
export class RefusedRequest extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

export function valueOf<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new RefusedRequest(answer.error);
  return answer.value;
}
