import { expect, it, test } from "vitest";
import { readWish } from "../src/cli/arguments.ts";
import { explain } from "../src/cli/command-failed.ts";
import { launchdPlist, systemdUnit, windowsService } from "../src/service/unit-files.ts";
import { clockFinding, diskFinding, printerFinding } from "../src/doctor/verdict.ts";

it.each([
  [["nonsense"], "there is no command nonsense"],
  [["pair"], "wanted: pair CODE"],
  [["pair", "A", "B"], "wanted: pair CODE"],
  [["status", "--printer", "x"], "status takes no --printer"],
  [["--bogus"], "Unknown option '--bogus'"],
])("%s is no command", (argv, said) => {
  expect(() => readWish(argv)).toThrow(
    expect.objectContaining({ message: said, code: "wrong-use" }),
  );
});

it("without a word the agent runs", () => {
  expect(readWish([])).toMatchObject({ command: "run", words: [] });
});

test.each([
  [new Error("database is locked"), "data-folder-in-use"],
  [new Error("database disk image is malformed"), "corrupt-spool"],
  [Object.assign(new Error("listen"), { code: "EADDRINUSE" }), "port-in-use"],
  [Object.assign(new Error("open"), { code: "EACCES" }), "no-permission"],
  [Object.assign(new Error("write"), { code: "ENOSPC" }), "disk-full"],
  [Object.assign(new Error("may be read"), { name: "UnsafeKeyFile" }), "unsafe-key"],
])("%s is explained as %s", (error, code) => expect(explain(error)).toMatchObject({ code }));

const installation = {
  node: "/opt/my node/bin/node",
  program: "/opt/agent&co/100%/printermaster-agent.js",
  settingsFile: "/etc/printermaster/agent.env",
  folder: "/var/lib/printermaster-agent",
  user: "printermaster",
  groups: ["lp"],
};

test("paths with blanks and signs reach every supervisor as they are", () => {
  expect(systemdUnit(installation)).toContain(
    'ExecStart="/opt/my node/bin/node" --max-semi-space-size=1 "/opt/agent&co/100%%/printermaster-agent.js" run\n',
  );
  expect(launchdPlist(installation)).toContain(
    "<string>/opt/agent&#38;co/100%/printermaster-agent.js</string>",
  );
  expect(windowsService(installation)).toContain("<executable>/opt/my node/bin/node</executable>");
});

test("a group that this machine does not have is not asked for", () => {
  expect(systemdUnit(installation)).toContain("\nSupplementaryGroups=lp\n");
  expect(systemdUnit({ ...installation, groups: [] })).not.toContain("SupplementaryGroups");
});

test("the doctor warns of what the agent allows for, and fails what it cannot help", () => {
  expect(clockFinding(500).verdict).toBe("ok");
  expect(clockFinding(-3_600_000)).toMatchObject({
    verdict: "warn",
    seen: "3600 s before the cloud's",
  });
  expect([20, 500, 5000].map((free) => diskFinding(free).verdict)).toEqual(["fail", "warn", "ok"]);
  expect(printerFinding("Bar", "stopped", ["media-empty"])).toMatchObject({
    verdict: "fail",
    advice: "put in paper",
  });
  expect(printerFinding("Bar", "idle", ["media-low-report"]).verdict).toBe("warn");
});
