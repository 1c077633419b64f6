/** Asks the agent that runs with the same data folder, at its status page. */
import type { PrintDocument } from "@printermaster/contracts";
import { z } from "zod";
import { doorFile, type Door } from "../status-page/adapters/door-file.ts";
import { AgentStatus } from "../status-page/agent-status.ts";
import { CommandFailed, exitCodes } from "./command-failed.ts";

const LIMIT_MS = 5000;
/** A printer that is slow, out of reach, or waits for paper. */
const PRINT_LIMIT_MS = 60_000;

const Printed = z.object({ kind: z.string(), detail: z.string() });
const Refused = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export class RunningAgent {
  readonly #door: Door;
  readonly url: string;

  private constructor(door: Door) {
    this.#door = door;
    this.url = `http://127.0.0.1:${door.port}/`;
  }

  static at(folder: string): RunningAgent {
    const door = doorFile(folder).read();
    if (!door) throw notRunning(folder);
    return new RunningAgent(door);
  }

  async status(): Promise<AgentStatus> {
    return AgentStatus.parse(await this.#ask("status.json", {}, LIMIT_MS));
  }

  async print(printerId: string, document: PrintDocument): Promise<z.infer<typeof Printed>> {
    const headers = { "content-type": "application/json", "x-page-token": this.#door.token };
    const order = { method: "POST", headers, body: JSON.stringify({ printerId, document }) };
    return Printed.parse(await this.#ask("print", order, PRINT_LIMIT_MS));
  }

  async #ask(path: string, init: RequestInit, limitMs: number): Promise<unknown> {
    const signal = AbortSignal.timeout(limitMs);
    const response = await fetch(this.url + path, { ...init, signal }).catch((error: unknown) => {
      if ((error as Error).name === "TimeoutError")
        throw new CommandFailed("no-answer", `the agent did not answer within ${limitMs / 1000} s`);
      throw notRunning("this data folder");
    });
    const answer: unknown = await response.json();
    const refused = Refused.safeParse(answer).data?.error;
    if (refused) throw new CommandFailed(refused.code, refused.message);
    return answer;
  }
}

const notRunning = (folder: string) =>
  new CommandFailed(
    "not-running",
    `no agent runs with ${folder}`,
    "start it with `printermaster-agent`, or `systemctl start printermaster-agent`",
    exitCodes.notRunning,
  );
