/** Who makes a request of the API: a token is a person's, anything else may be the key of a point of sale. */
import type { Answer } from "@printermaster/contracts";
import type { Caller } from "../../domain/principal.ts";
import { admitUser } from "./admit-user.ts";
import { posOf } from "./admit-pos.ts";
import type { AdmissionDeps } from "./admit-socket.ts";

export interface Shown {
  readonly bearer: string | undefined;
  readonly apiKey: string | undefined;
}

/** Three parts, of which the first is base64url of `{"`. */
const TOKEN = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

export async function admitCaller(
  deps: AdmissionDeps,
  { bearer, apiKey }: Shown,
): Promise<Answer<Caller>> {
  if (bearer !== undefined && TOKEN.test(bearer)) return await admitUser(deps, bearer);
  return await posOf(deps, bearer ?? apiKey ?? "");
}
