import { refused, type Answer } from "@printermaster/contracts";
import type { Principal } from "../../domain/principal.ts";

type Admit = (auth: Readonly<Record<string, unknown>>) => Promise<Answer<Principal>>;

/** Agents print; what a shop sells and to whom is none of their business. */
export async function admitPerson(
  admit: Admit,
  auth: Readonly<Record<string, unknown>>,
): Promise<Answer<Principal>> {
  const admitted = await admit(auth);
  return admitted.ok && admitted.value.kind !== "user" ? refused("forbidden") : admitted;
}
