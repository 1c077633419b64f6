import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tarOf } from "../src/tar.ts";

test("an archive is unpacked by tar as it was packed, long names and all", () => {
  const folder = mkdtempSync(join(tmpdir(), "tar-"));
  const long = `${"folder".repeat(12)}/${"deeper".repeat(10)}/name.txt`;
  const files = [
    { name: "bin/run", content: "#!/bin/sh\n", mode: 0o755 },
    { name: long, content: Buffer.alloc(1025, "x") },
    { name: "empty", content: "" },
  ];
  try {
    execFileSync("tar", ["-x", "-C", folder], { input: tarOf(files, 1_800_000_000) });
    for (const { name, content } of files)
      expect(readFileSync(join(folder, name))).toEqual(Buffer.from(content));
    expect(statSync(join(folder, "bin/run")).mode & 0o777).toBe(0o755);
    expect(statSync(join(folder, "empty")).mtimeMs).toBe(1_800_000_000_000);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a name that does not fit is refused, not cut off", () => {
  expect(() => tarOf([{ name: "x".repeat(101), content: "" }], 0)).toThrow("too long");
});
