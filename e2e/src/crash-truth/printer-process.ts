/** The virtual printer as a process of its own: its paper is the only witness. */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { AgentProcess } from "../agent-conformance/agent-process.ts";
import { eventually } from "../agent-conformance/eventually.ts";

const PROGRAM = fileURLToPath(
  new URL("../../../agent/dist/virtual-printer/main.js", import.meta.url),
);
const Listening = z.object({ port: z.number(), httpUrl: z.url() });
const Tickets = z.array(z.object({ text: z.array(z.string()), partial: z.boolean() }));

export interface Paper {
  readonly whole: number;
  readonly partial: number;
}

export class PrinterProcess {
  readonly #process = new AgentProcess([process.execPath, PROGRAM], {
    PM_PRINTER_ID: "kitchen",
    PM_PRINTER_NAME: "Kitchen",
    PM_PRINTER_PORT: "0",
    PM_HTTP_PORT: "0",
  });
  #url = "";

  /** Returns its port. */
  async start(): Promise<number> {
    this.#process.start();
    const { port, httpUrl } = await eventually("the virtual printer", () => this.#listening());
    this.#url = httpUrl;
    return port;
  }

  async paperOf(text: string): Promise<Paper> {
    const tickets = Tickets.parse(await (await fetch(`${this.#url}/tickets`)).json());
    const ours = tickets.filter((ticket) => ticket.text.some((line) => line.includes(text)));
    const partial = ours.filter((ticket) => ticket.partial).length;
    return { whole: ours.length - partial, partial };
  }

  stop(): Promise<void> {
    return this.#process.end("SIGKILL");
  }

  #listening(): z.infer<typeof Listening> | undefined {
    const line = this.#process.output.split("\n").find((text) => text.includes('"listening"'));
    return line === undefined ? undefined : Listening.parse(JSON.parse(line));
  }
}
