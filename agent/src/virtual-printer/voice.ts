// What the printer says over one connection, as far as its model talks.
import type { Socket } from "node:net";
import type { Question } from "@printermaster/receipts";
import type { Device } from "./device.ts";
import type { Asked } from "./print-head.ts";
import { answers } from "./profiles.ts";
import { automaticStatus, identityReply, processIdReply } from "./status-replies.ts";
import { realTimeReply, sensorReply } from "./status-replies.ts";

export class Voice {
  readonly #socket: Socket;
  readonly #device: Device;
  #automatic = false;

  constructor(socket: Socket, device: Device) {
    this.#socket = socket;
    this.#device = device;
  }

  atOnce(n: number): void {
    const reply = realTimeReply(n, this.#device.told);
    if (reply !== undefined) this.#say("real-time", Uint8Array.of(reply));
  }

  inTurn({ question, n, id }: Asked): void {
    const { told } = this.#device;
    if (question === "sensors") this.#say(question, Uint8Array.of(sensorReply(n, told)));
    else if (question === "identity") this.#say(question, identityReply(n));
    else if (question === "process-id") this.#say(question, processIdReply(id));
    else if (question === "automatic") {
      this.#automatic = n !== 0;
      this.changed();
    }
  }

  /** Automatic status is told on every change, until the printer is reset. */
  changed(): void {
    if (this.#automatic) this.#say("automatic", automaticStatus(this.#device.told));
  }

  forget(): void {
    this.#automatic = false;
  }

  #say(question: Question, reply: Uint8Array): void {
    const { profile } = this.#device;
    const silent = this.#device.fault("no-replies") !== undefined || !answers(profile, question);
    if (silent || !this.#socket.writable) return;
    // Who asks and never reads has to wait, as the printer has no room for its answers.
    if (this.#socket.write(reply)) return;
    this.#socket.pause();
    this.#socket.once("drain", () => this.#socket.resume());
  }
}

const DLE = 0x10;
const EOT = 0x04;

/**
 * Finds `DLE EOT n` in a stream. Like a real printer it looks at bytes as they arrive, so it also finds what only looks like a question
 * within the data of an image.
 */
export function createStatusResponder(): (chunk: Uint8Array) => number[] {
  let before = 0;
  let last = 0;
  return (chunk) => {
    const asked: number[] = [];
    for (const byte of chunk) {
      if (before === DLE && last === EOT) asked.push(byte);
      before = last;
      last = byte;
    }
    return asked;
  };
}
