/** Which installed packages one of ours needs to run: its dependencies, theirs, and so on, from where Node would find them. */
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Package {
  readonly name: string;
  /** Where it is. */
  readonly folder: string;
  /** Where it is expected, below the root: two versions of one package lie at two places. */
  readonly place: string;
}

export const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

export function closureOf(root: string, workspace: string): Package[] {
  const found = new Map<string, Package>();
  const visit = (from: string): void => {
    const { dependencies = {}, optionalDependencies = {} } = manifestOf(realpathSync(from));
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const place = placeOf(root, from, name);
      // What is optional may be for another kind of machine.
      if (place === undefined && name in optionalDependencies) continue;
      if (place === undefined) throw new Error(`${name} is not installed, and ${from} needs it`);
      if (found.has(place)) continue;
      found.set(place, { name, folder: realpathSync(join(root, place)), place });
      visit(join(root, place));
    }
  };
  visit(join(root, workspace));
  return [...found.values()];
}

/** Upwards from whoever needs it, as Node looks; a link of a workspace stands for its folder. */
function placeOf(root: string, from: string, name: string): string | undefined {
  for (let folder = from; folder.length >= root.length; folder = dirname(folder)) {
    const place = join(folder, "node_modules", name);
    if (existsSync(join(place, "package.json"))) return place.slice(root.length + 1);
  }
  return undefined;
}
