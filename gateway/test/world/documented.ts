/** Holds every answer of the API against what the table of routes says of it. */
import { Problem } from "@printermaster/contracts";
import { routeAt } from "../../src/http/routes/all-routes.ts";
import { refusalsOf } from "../../src/http/routes/route.ts";

export async function documented(path: string, method: string, answer: Response): Promise<void> {
  const route = routeAt(method, new URL(path, "http://x").pathname);
  if (!route || method === "HEAD") return;
  const type = answer.headers.get("content-type") ?? "";
  const said = `${method} ${route.path} answered ${answer.status} ${type}`;
  if (type === "application/problem+json") {
    const { code } = Problem.parse(await answer.clone().json());
    if (!refusalsOf(route).some((known) => known === code))
      throw new Error(`${said} with ${code}, which its row does not name`);
    return;
  }
  const answered = route.answers[answer.status];
  if (!answered) throw new Error(`${said}, which its row does not name`);
  const { body } = answered;
  if (body === null) return;
  if (typeof body === "string") {
    if (!type.startsWith(body)) throw new Error(`${said}, not ${body}`);
    return;
  }
  const fits = body.safeParse(await answer.clone().json());
  if (!fits.success) throw new Error(`${said}: ${fits.error.message}`);
}
