import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readConfig } from "../src/index.ts";

describe("the configuration", () => {
  it("is parsed once and cannot be changed", () => {
    const config = readConfig(z.object({ PORT: z.coerce.number() }), { PORT: "3001", OTHER: "x" });
    expect(config).toEqual({ PORT: 3001 });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it("that is wrong ends the process with a list a person can read", () => {
    const program = `
      import { readConfig, commonConfig } from "@printermaster/runtime";
      import { z } from "zod";
      readConfig(z.object(commonConfig), { PM_INSTANCE: "no spaces please", LOG_LEVEL: "loud" });
    `;
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--conditions=@printermaster/source", "--input-type=module", "-e", program],
      { encoding: "utf8", cwd: import.meta.dirname },
    );
    expect(status).toBe(2);
    for (const name of ["NATS_URL", "PM_INSTANCE", "LOG_LEVEL"]) expect(stderr).toContain(name);
  });
});
