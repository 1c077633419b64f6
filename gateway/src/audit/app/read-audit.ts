import {
  accepted,
  refused,
  type Answer,
  type AuditPage,
  type Id,
  type ListAudit,
} from "@printermaster/contracts";
import { mayAdminister, type Known } from "../../flow/domain/administration.ts";

export interface AuditReader {
  page(company: Id, question: ListAudit): Promise<AuditPage>;
}

/** Oldest first, as what is read once does not change any more. */
export const readAudit = async (
  reader: AuditReader,
  user: Known,
  question: ListAudit,
): Promise<Answer<AuditPage>> =>
  mayAdminister(user) ? accepted(await reader.page(user.company, question)) : refused("forbidden");
