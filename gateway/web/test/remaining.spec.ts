import { expect, it } from "vitest";
import { remainingInWords } from "../src/pairing/remaining.ts";

const expiresAt = "2026-11-28T10:10:00.000Z";
const at = (time: string) => remainingInWords(expiresAt, Date.parse(`2026-11-28T${time}Z`));

it.each([
  ["10:00:00.000", "10:00"],
  ["10:00:00.400", "10:00"],
  ["10:05:55.000", "4:05"],
  ["10:09:59.900", "0:01"],
  ["10:10:00.000", undefined],
  ["11:00:00.000", undefined],
])("a code's time at %s is %s", (time, words) => expect(at(time)).toBe(words));
