import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { repoRoot } from "../src/paths.ts";

// A rule that matches nothing looks exactly like a tree without faults: lookaheads in its patterns did that once.

const planted = new Set<string>();
afterEach(() => planted.forEach((file) => rmSync(file, { force: true })));

const linter = join(repoRoot, "node_modules", "oxlint", "bin", "oxlint");

function complaints(file: string, code: string): string {
  const path = join(repoRoot, file);
  planted.add(path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
  const { stdout } = spawnSync(process.execPath, [linter, path], {
    encoding: "utf8",
    cwd: repoRoot,
  });
  return stdout;
}

test.each([
  ["contracts/src/planted.ts", "node:crypto"],
  ["runtime/src/planted.ts", "@printermaster/contracts"],
  ["receipts/src/planted.ts", "node:net"],
  ["receipts/src/planted.ts", "@printermaster/runtime"],
  ["agent/src/domain/planted.ts", "node:fs"],
  ["agent/src/domain/planted.ts", "../adapters/tcp-printer.ts"],
  ["print-orchestrator/src/jobs/domain/planted.ts", "zod"],
  ["print-orchestrator/src/jobs/domain/planted.ts", "../app/ports.ts"],
  ["gateway/src/jobs/app/planted.ts", "socket.io"],
  ["gateway/src/jobs/app/planted.ts", "../adapters/ask.ts"],
  ["gateway/src/jobs/adapters/planted.ts", "@printermaster/agent"],
  ["gateway/src/http/planted.controller.ts", "../jobs/adapters/ask.ts"],
  ["print-orchestrator/src/saga/app/planted.ts", "../../main.ts"],
  ["print-orchestrator/src/saga/adapters/planted.ts", "../../main.ts"],
])("%s may not import %s", (file, name) => {
  expect(complaints(file, `import "${name}";\n`)).toContain("no-restricted-imports");
});

test.each(["Date.now()", "Math.random()", "setTimeout(() => 1, 5)", "process.exit()"])(
  "the domain may not use %s",
  (use) => {
    expect(complaints("agent/src/domain/planted.ts", `export const x = ${use};\n`)).toContain(
      "no-restricted",
    );
  },
);

test("what the rules allow passes", () => {
  const code = 'import { Id } from "@printermaster/contracts";\nexport const x = Id;\n';
  expect(complaints("agent/src/domain/planted.ts", code)).toContain("0 warnings and 0 errors");
});
