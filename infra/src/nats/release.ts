import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { PINNED_VERSION, releaseSha256 } from "./release-pins.ts";
import { Unavailable, type Fetch } from "./source.ts";

const run = promisify(execFile);
const CONNECT_MS = 3_000;
const DOWNLOAD_MS = 120_000;
const ARCH: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/** The project's release for this platform, at a pinned version, believed only if its checksum is the pinned one. */
export const fromRelease: Fetch = async ({ folder, target }) => {
  const platform = `${process.platform}-${ARCH[process.arch] ?? process.arch}`;
  const sha256 = releaseSha256[platform];
  if (sha256 === undefined) throw new Unavailable(`no pinned checksum for ${platform}`);
  const name = `nats-server-v${PINNED_VERSION}-${platform}`;
  const archive = await download(
    `https://github.com/nats-io/nats-server/releases/download/v${PINNED_VERSION}/${name}.tar.gz`,
  );
  verify(archive, sha256);
  const work = await mkdtemp(join(folder, "release-"));
  try {
    await writeFile(join(work, "archive.tar.gz"), archive);
    await run("tar", ["-xzf", "archive.tar.gz"], { cwd: work });
    await copyFile(join(work, name, "nats-server"), target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

export function verify(archive: Uint8Array, sha256: string): void {
  const found = createHash("sha256").update(archive).digest("hex");
  if (found !== sha256) throw new Unavailable(`checksum is ${found}, expected ${sha256}`);
}

async function download(url: string): Promise<Uint8Array> {
  const abort = new AbortController();
  const noAnswer = setTimeout(() => abort.abort(), CONNECT_MS);
  try {
    const answer = await fetch(url, {
      signal: AbortSignal.any([abort.signal, AbortSignal.timeout(DOWNLOAD_MS)]),
    });
    clearTimeout(noAnswer);
    if (!answer.ok) throw new Unavailable(`the release page answered ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    throw new Unavailable("the release page cannot be reached", { cause: error });
  } finally {
    clearTimeout(noAnswer);
  }
}
