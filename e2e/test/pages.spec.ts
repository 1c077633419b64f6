import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url);
const page = (name: string) => readFileSync(new URL(name, root), "utf8");

describe("the pages", () => {
  it("docs/architecture.md names files that exist", () => {
    const named = [...page("docs/architecture.md").matchAll(/`([a-z-]+\/[\w./-]+\.tsx?)`/g)];
    const files = named.map(([, file]) => file!);
    expect(files.length).toBeGreaterThan(25);
    expect(files.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  });

  it("README.md links to pages and names commands that exist", () => {
    const readme = page("README.md");
    for (const [, target] of readme.matchAll(/\]\(([\w./-]+)\)/g))
      expect(existsSync(new URL(target!, root)), target).toBe(true);
    const { scripts } = JSON.parse(page("package.json")) as { scripts: Record<string, string> };
    for (const [, script] of readme.matchAll(/npm run ([a-z-]+)/g))
      expect(scripts).toHaveProperty(script!);
  });
});
