import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const SUITE = fileURLToPath(new URL("../src/agent-conformance/run.ts", import.meta.url));
const ARGUMENTS = ["--conditions=@printermaster/source", SUITE, "--port", "0"];

it("our agent keeps every point of the agent protocol", { timeout: 300_000 }, async () => {
  const { code, output } = await new Promise<{ code: unknown; output: string }>((ended) => {
    execFile(process.execPath, ARGUMENTS, (error, stdout, stderr) =>
      ended({ code: error?.code ?? 0, output: stdout + stderr }),
    );
  });
  expect(code, output).toBe(0);
  expect(output).toMatch(/^([1-9]\d*) of \1 points hold$/m);
});
