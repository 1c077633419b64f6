/** Every route there is. A test holds it against the controllers: whoever adds a route adds its row. */
import { accountRoutes } from "./accounts.ts";
import { deviceRoutes } from "./devices.ts";
import { jobRoutes } from "./jobs.ts";
import { printerRoutes } from "./printers.ts";
import type { Route } from "./route.ts";
import { runningRoutes } from "./running.ts";
import { shopRoutes } from "./shop.ts";
import { watchingRoutes } from "./watching.ts";

export const allRoutes: readonly Route[] = [
  ...accountRoutes,
  ...deviceRoutes,
  ...jobRoutes,
  ...printerRoutes,
  ...runningRoutes,
  ...shopRoutes,
  ...watchingRoutes,
];

const matchers = allRoutes.map((route) => ({ route, matches: matcherOf(route.path) }));

/** A path that is written out goes before one that would take a part of it for an id. */
export function routesAt(path: string): readonly Route[] {
  const there = matchers.filter(({ matches }) => matches.test(path)).map(({ route }) => route);
  const writtenOut = there.filter((route) => !route.path.includes(":"));
  return writtenOut.length > 0 ? writtenOut : there;
}

/** HEAD is what GET is. */
export function routeAt(method: string, path: string): Route | undefined {
  const asked = method === "HEAD" ? "get" : method.toLowerCase();
  return routesAt(path).find((route) => route.method === asked);
}

function matcherOf(path: string): RegExp {
  const literal = path.replaceAll(".", String.raw`\.`);
  return new RegExp(`^${literal.replaceAll(/:[a-zA-Z]+/g, "[^/]+")}/?$`, "i");
}
