/** What the streams hold, read as any NATS client may: beside all of our programs. */
import {
  FLEET_LOG,
  PRINT_LOG,
  StoredJobEvent,
  StoredPrinterEvent,
  subjects,
  type JobState,
  type PrinterState,
} from "@printermaster/contracts";
import type { NatsConnection } from "@nats-io/transport-node";

export interface Told<State> {
  readonly type: string;
  readonly at: string;
  readonly sequence: number;
  readonly state: State;
}

export class Stored {
  readonly #nats: NatsConnection;
  readonly #company: string;

  constructor(nats: NatsConnection, company: string) {
    this.#nats = nats;
    this.#company = company;
  }

  /** The last message of a subject. */
  async last(stream: string, subject: string): Promise<string | undefined> {
    return (await this.#message(stream, { last_by_subj: subject }))?.text;
  }

  historyOf(branch: string, jobId: string): Promise<Told<JobState>[]> {
    return this.#history(PRINT_LOG, subjects.job(this.#company, branch, jobId), StoredJobEvent);
  }

  printerHistory(branch: string, printerId: string): Promise<Told<PrinterState>[]> {
    const subject = subjects.fleetPrinter(this.#company, branch, printerId);
    return this.#history(FLEET_LOG, subject, StoredPrinterEvent);
  }

  async #history<State>(
    stream: string,
    subject: string,
    schema: { parse(json: unknown): { at: string; state: State } },
  ): Promise<Told<State>[]> {
    const told: Told<State>[] = [];
    for (let seq = 1; ;) {
      const found = await this.#message(stream, { seq, next_by_subj: subject });
      if (!found) return told;
      const { at, state } = schema.parse(JSON.parse(found.text));
      told.push({ type: found.type, at, sequence: found.seq, state });
      seq = found.seq + 1;
    }
  }

  async #message(stream: string, which: object) {
    const asked = await this.#nats.request(
      `$JS.API.STREAM.MSG.GET.${stream}`,
      JSON.stringify(which),
    );
    const { message } = asked.json<{ message?: { seq: number; data?: string; hdrs?: string } }>();
    if (!message) return undefined;
    const [headers, text] = [message.hdrs, message.data].map((part) =>
      Buffer.from(part ?? "", "base64").toString(),
    );
    const type = /^Pm-Type: ?(.+)\r$/m.exec(headers!)?.[1] ?? "";
    return { seq: message.seq, text: text!, type };
  }
}
