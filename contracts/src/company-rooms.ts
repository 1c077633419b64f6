/** A company's room is all of its branches at once, for who may see the whole company. */
import { z } from "zod";
import { Id } from "./ids.ts";

/** Older clients send the id alone. */
export const CompanyRoom = z.preprocess(
  (said) => (typeof said === "string" ? { companyId: said } : said),
  z.object({ companyId: Id }),
);

export const JoinedCompany = z.object({ companyId: Id, branches: z.array(Id) });
export type JoinedCompany = z.infer<typeof JoinedCompany>;

export const companyRoomEvents = {
  "join:company": { payload: CompanyRoom, answer: JoinedCompany },
} as const;
