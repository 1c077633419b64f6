import { fileURLToPath } from "node:url";
import { commonConfig, portNumber } from "@printermaster/runtime";
import { z } from "zod";
import { trustedProxies } from "./adapters/trusted-proxies.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const database = { DATABASE_URL: z.string().min(1) };

const most = (count: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, "a whole number")
    .transform(Number)
    .default(count);

const TrustedProxies = z
  .string()
  .default("loopback")
  .transform((list, context) => {
    try {
      return trustedProxies(list);
    } catch (error) {
      context.addIssue((error as Error).message);
      return z.NEVER;
    }
  });

const Origins = z
  .string()
  .default("")
  .transform((list) => list.split(",").map((origin) => origin.trim()))
  .transform((origins) => origins.filter(Boolean))
  .pipe(z.array(z.string().regex(/^https?:\/\/[^/\s]+$/, "scheme and host, as https://a.example")));

export const GatewayConfig = z.object({
  ...commonConfig,
  ...database,
  PORT: portNumber.default(3001),
  HOST: z.string().min(1).default("127.0.0.1"),
  /** All gateways share it: tokens are signed with a key derived from it. */
  PM_SECRET: z.string().min(32, "at least 32 characters"),
  /** The name of this installation of ours: devices sign for it and for no other. Another one, and all must be paired anew. */
  PM_AUDIENCE: z.string().min(1).max(120).default("printermaster"),
  /** The one of before, while tokens made with it are still about. */
  PM_SECRET_BEFORE: z.string().min(32, "at least 32 characters").optional(),
  PM_ACCESS_TOKEN_SECONDS: most(900),
  /** How long a stop may take to hand clients over to other gateways; without others, 0. */
  PM_DRAIN_MS: z.coerce.number().int().min(0).max(600_000).default(15_000),
  PM_WEB_DIR: z.string().min(1).default(here("../web/dist")),
  /** Whose word about a client's address counts: addresses, networks, `loopback`, `private`. */
  PM_TRUSTED_PROXIES: TrustedProxies,
  /** For clients of socket.io 2 and older. */
  PM_ALLOW_EIO3: z.stringbool().default(false),
  /** How much of what belongs to other gateways may be under way here. */
  PM_RELAY_POLLS: most(20_000),
  PM_RELAY_POLLS_PER_ADDRESS: most(4000),
  PM_RELAY_TUNNELS: most(10_000),
  PM_RELAY_TUNNELS_PER_ADDRESS: most(5000),
  /** Whose pages may use this server beside its own, separated by commas. */
  PM_ORIGINS: Origins,
  /** All limits on rates, times this: for measuring. */
  PM_LIMITS_TIMES: z.coerce.number().positive().default(1),
  /** How many connections may be open here at a time. */
  PM_CONNECTIONS_PER_ADDRESS: most(20_000),
  PM_CONNECTIONS_PER_USER: most(5000),
  PM_CONNECTIONS_PER_AGENT: most(8),
  PM_CONNECTIONS_PER_TENANT: most(20_000),
  /** How much a client may leave unread before it is cut off. */
  PM_MOST_UNREAD_BYTES: most(4 * 1024 * 1024),
});
export type GatewayConfig = Readonly<z.infer<typeof GatewayConfig>>;

export const SeedConfig = z.object({
  ...database,
  PM_DEMO_FILE: z.string().min(1).optional(),
});

export const MIGRATIONS = here("../migrations");
