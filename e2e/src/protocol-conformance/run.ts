/** `run.ts`: starts the product, and holds it against docs/protocol.md as clients of the older system use it. */
import { freshStack } from "../fresh-stack.ts";
import { checkServer } from "./check-server.ts";

const stack = await freshStack();
try {
  const failures = await checkServer(stack, (line) => void process.stdout.write(`${line}\n`));
  process.exitCode = failures.length > 0 ? 1 : 0;
} finally {
  await stack.stop();
}
