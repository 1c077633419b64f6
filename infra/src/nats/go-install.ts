import { execFile } from "node:child_process";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { PINNED_VERSION } from "./release-pins.ts";
import { type Fetch, Unavailable } from "./source.ts";

const run = promisify(execFile);

/** Builds the pinned version; the Go checksum database vouches for the sources. */
export const fromGo: Fetch = async ({ folder, target }) => {
  const bin = await mkdtemp(join(folder, "go-"));
  try {
    await run("go", ["install", `github.com/nats-io/nats-server/v2@v${PINNED_VERSION}`], {
      env: { ...process.env, GOBIN: bin, CGO_ENABLED: "0" },
      timeout: 600_000,
    });
    await rename(
      join(bin, process.platform === "win32" ? "nats-server.exe" : "nats-server"),
      target,
    );
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split("\n").at(-1);
    throw new Unavailable(said ?? (error as Error).message, { cause: error });
  } finally {
    await rm(bin, { recursive: true, force: true });
  }
};
