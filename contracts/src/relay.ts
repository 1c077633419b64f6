/** What gateways say to each other about a client whose session one of them owns and another one serves. */
import { z } from "zod";

/** The head of a `poll` or an `upgrade`; the body of the client's request follows it. */
export const RelayedRequest = z.object({
  method: z.enum(["GET", "POST"]),
  /** With its query, which names the session. */
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  /** The client's, as the gateway that serves it sees it. */
  address: z.string(),
});
export type RelayedRequest = z.infer<typeof RelayedRequest>;

/** The head of an `answer`; 101 says that the tunnel with the id of the exchange is open. */
export const RelayedAnswer = z.object({
  status: z.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
});
export type RelayedAnswer = z.infer<typeof RelayedAnswer>;
