/** `run.ts`: starts the product, and holds it against docs/protocol.md as clients of older systems and other makers use it. */
import { freshStack } from "../fresh-stack.ts";
import { CHECKED, checkServer } from "./check-server.ts";

const stack = await freshStack(CHECKED);
try {
  const failures = await checkServer(stack, (line) => void process.stdout.write(`${line}\n`));
  process.exitCode = failures.length > 0 ? 1 : 0;
} finally {
  await stack.stop();
}
