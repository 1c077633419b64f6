/**
 * Who may ask the status page. It listens on the loopback only, but any web page in a browser of this machine can reach
 * that: by a name that it has resolve to 127.0.0.1, or by a form that posts there.
 */
export interface Asked {
  readonly method: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly token: string | undefined;
}

export type Refusal = "foreign-host" | "foreign-origin" | "no-token" | "not-allowed";

const OWN_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

/** `token` is made anew at each start; only a page of ours, and whoever may read our data folder, knows it. */
export function refusalOf(asked: Asked, token: string): Refusal | undefined {
  if (!OWN_HOST.test(asked.host ?? "")) return "foreign-host";
  if (asked.method === "GET" || asked.method === "HEAD") return undefined;
  if (asked.method !== "POST") return "not-allowed";
  if (asked.origin !== undefined && asked.origin !== `http://${asked.host}`)
    return "foreign-origin";
  return asked.token === token ? undefined : "no-token";
}
