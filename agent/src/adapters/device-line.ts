/** A line to a device file such as `/dev/usb/lp0`, through a child process that can be killed whatever the device does. */
import { spawn, type ChildProcess } from "node:child_process";
import { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { RawConnection } from "./raw-connection.ts";
import type { Dial } from "./raw-printer.ts";

export interface DeviceFile {
  readonly path: string;
  /** Many cheap ones only listen. */
  readonly answers: boolean;
}

const Message = z.object({
  opened: z.literal(true).optional(),
  written: z.literal(true).optional(),
  failed: z.string().optional(),
});

const kind = import.meta.url.endsWith(".ts") ? "ts" : "js";
const PROGRAM = fileURLToPath(new URL(`./device-child.${kind}`, import.meta.url));

export const deviceLine =
  ({ path, answers }: DeviceFile): Dial =>
  (limitMs) =>
    new Promise((opened, failed) => {
      const child = spawn(process.execPath, [PROGRAM, path, answers ? "both" : "out"], {
        stdio: ["pipe", "pipe", "inherit", "ipc"],
      });
      const line = lineOf(child);
      const giveUp = (error: Error) => (clearTimeout(timer), line.destroy(), failed(error));
      const timer = setTimeout(() => giveUp(new Error("it was not opened in time")), limitMs);
      line.once("error", giveUp);
      child.on("message", (raw) => {
        const message = Message.safeParse(raw).data;
        if (message?.failed !== undefined) line.destroy(new Error(message.failed));
        if (message?.written) line.destroy();
        if (!message?.opened) return;
        clearTimeout(timer);
        line.off("error", giveUp);
        opened(new RawConnection(line));
      });
    });

/** Closed only when the device has taken everything: whoever waits for that knows. */
function lineOf(child: ChildProcess): Duplex {
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error("a child without pipes");
  const line = new Duplex({
    read: () => stdout.resume(),
    write: (bytes: Uint8Array, _, done) => void stdin.write(bytes, done),
    final: (done) => void stdin.end(done),
    destroy: (error, done) => (child.kill("SIGKILL"), done(error)),
    emitClose: true,
    autoDestroy: false,
  });
  stdin.on("error", (error) => line.destroy(error));
  child.on("error", (error) => line.destroy(error));
  stdout.on("data", (bytes: Buffer) => line.push(bytes));
  return line;
}
