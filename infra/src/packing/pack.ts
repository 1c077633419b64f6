import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { tarOf, type TarFile } from "@printermaster/runtime";
import { LEAN_HEAP } from "../lean-heap.ts";
import { repoRoot } from "../paths.ts";
import { closureOf, manifestOf } from "./closure.ts";

const NAME = "printermaster-agent";
const OURS = "@printermaster/";
/** Of packages, what only their authors read; of ours, what runs and nothing else. */
const UNREAD =
  /\.(?:map|md|markdown|[cm]?ts|flow|html|tsbuildinfo)$|\/(?:test|tests|docs|examples?)\//;

const LAUNCHER = `#!/bin/sh
# Finds itself also through a link, and Node on the PATH or in NODE.
here=$(dirname "$(readlink -f "$0")")
exec "\${NODE:-node}" ${LEAN_HEAP} "$here/../agent/dist/printermaster-agent.js" "$@"
`;

export async function runPack(argv: readonly string[]): Promise<void> {
  const { version } = manifestOf(join(repoRoot, "agent"));
  const name = `${NAME}-${version}-${process.platform}-${process.arch}`;
  const file = resolve(argv[0] ?? join(repoRoot, "dist", `${name}.tar.gz`));
  const files = filesToPack(name);
  mkdirSync(dirname(file), { recursive: true });
  const archive = gzipSync(tarOf(files, Math.floor(Date.now() / 1000)));
  writeFileSync(file, archive);
  const megabytes = (archive.length / 1_048_576).toFixed(1);
  console.log(`${relative(process.cwd(), file)}: ${files.length} files, ${megabytes} MB`);
}

function filesToPack(name: string): TarFile[] {
  const packages = closureOf(repoRoot, "agent").flatMap(({ folder, place, name: called }) =>
    called.startsWith(OURS) ? own(folder, place) : below(folder, place),
  );
  const guide = { name: "README.md", content: readFileSync(join(repoRoot, "docs", "agent.md")) };
  const launcher = { name: `bin/${NAME}`, content: LAUNCHER, mode: 0o755 };
  const files = [launcher, guide, ...own(join(repoRoot, "agent"), "agent"), ...packages];
  return files.map((file) => ({ ...file, name: `${name}/${file.name}` }));
}

/** Compiled, and told by its manifest. */
const own = (folder: string, place: string): TarFile[] => [
  { name: `${place}/package.json`, content: readFileSync(join(folder, "package.json")) },
  ...below(join(folder, "dist"), `${place}/dist`),
];

function below(folder: string, place: string): TarFile[] {
  return readdirSync(folder).flatMap((entry) => {
    const [path, name] = [join(folder, entry), `${place}/${entry}`];
    const { isDirectory, mode } = about(path);
    // Packages below are needed by themselves, or not at all.
    if (isDirectory) return entry === "node_modules" ? [] : below(path, name);
    return UNREAD.test(name) ? [] : [{ name, content: readFileSync(path), mode }];
  });
}

function about(path: string) {
  const stat = lstatSync(path);
  return { isDirectory: stat.isDirectory(), mode: stat.mode & 0o111 ? 0o755 : 0o644 };
}
