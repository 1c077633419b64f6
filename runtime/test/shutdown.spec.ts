import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { InFlight } from "../src/index.ts";

describe("work in flight", () => {
  it("is waited for", async () => {
    const inFlight = new InFlight();
    const done: string[] = [];
    let finish = () => {};
    const work = inFlight.run(() => new Promise<void>((end) => (finish = end)));
    const idle = inFlight.idle().then(() => done.push("idle"));
    void work.then(() => done.push("work"));
    finish();
    await Promise.all([work, idle]);
    expect(done.sort()).toEqual(["idle", "work"]);
  });

  it("is waited for only so long", async () => {
    const inFlight = new InFlight();
    void inFlight.run(() => new Promise(() => {}));
    await inFlight.idle(20);
  });

  it("counts down when it fails", async () => {
    const inFlight = new InFlight();
    await expect(inFlight.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await inFlight.idle();
  });
});

describe("a process", () => {
  const program = fileURLToPath(new URL("./fixtures/process.ts", import.meta.url));

  async function ending(end: (child: ReturnType<typeof start>) => void) {
    const child = start();
    let output = "";
    child.stdout!.on("data", (data: Buffer) => {
      output += data.toString();
      if (output.includes("up") && !child.killed && child.exitCode === null) end(child);
    });
    const code = await new Promise((exited) => child.on("exit", exited));
    return { code, output };
  }

  const start = () =>
    spawn(process.execPath, ["--conditions=@printermaster/source", program], {
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });

  it("runs its closing steps in order, a failing one included, and exits with 0", async () => {
    const { code, output } = await ending((child) => child.kill("SIGTERM"));
    expect(code).toBe(0);
    expect(output).toContain("first\nthird\n");
  });

  it("ends when its launcher disappears", async () => {
    const { code, output } = await ending((child) => child.connected && child.disconnect());
    expect(code).toBe(0);
    expect(output).toContain("third");
  });
});
