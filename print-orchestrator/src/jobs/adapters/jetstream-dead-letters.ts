import { DEAD_LETTERS, StoredDeadLetter, subjects } from "@printermaster/contracts";
import type { EventStreams } from "@printermaster/runtime";
import type { DeadLetters, JobAddress } from "../app/ports.ts";

const TRIES = 8;

export function jetstreamDeadLetters(streams: EventStreams, newId: () => string): DeadLetters {
  const write = (letter: StoredDeadLetter, expected: number) =>
    streams.append(DEAD_LETTERS, {
      subject: subjectOf(letter.job),
      id: newId(),
      body: letter,
      expected,
      headers: {},
    });

  return {
    async put(letter) {
      await write(letter, 0);
    },

    async get(address) {
      const found = await streams.last(DEAD_LETTERS, subjectOf(address));
      return found ? StoredDeadLetter.parse(found.json()) : undefined;
    },

    async erase(letter) {
      const erased = { ...letter, document: undefined };
      for (let tries = 0; tries < TRIES; tries++) {
        const found = await streams.last(DEAD_LETTERS, subjectOf(letter.job));
        if (found && StoredDeadLetter.parse(found.json()).document === undefined) return;
        if (await write(erased, found?.seq ?? 0)) return;
      }
      throw new Error("the dead letter was overwritten again and again");
    },
  };
}

const subjectOf = ({ company, branch, jobId }: JobAddress) =>
  subjects.deadLetter(company, branch, jobId);
