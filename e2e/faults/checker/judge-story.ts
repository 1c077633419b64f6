/** What one key's story proves. Every class that is named here is a broken promise. */
import type { Story } from "./stories.ts";

export const forbidden = [
  "lost",
  "duplicate",
  "unexpected",
  "corrupt",
  "misrouted",
  "denied",
  "unfinished",
  "let-through",
  "overtaken",
] as const;
export type Forbidden = (typeof forbidden)[number];

export interface Finding {
  readonly key: string;
  readonly detail: string;
}

type Judge = (story: Story) => string | undefined;

export const judges: Readonly<Record<Exclude<Forbidden, "overtaken">, Judge>> = {
  /** Accepted, no paper, and the submitter was not told so. */
  lost: ({ accepted, prints, copies, end }) =>
    accepted && prints.length + copies.length === 0 && !saysNoPaper(end)
      ? `accepted, not on paper, told ${end?.status ?? "nothing"}`
      : undefined,

  /** Torn paper counts: somebody holds two tickets, and no mark says that one of them is void. */
  duplicate: ({ prints, partials }) => {
    if (prints.length > 1) return `${prints.length} tickets without a mark`;
    return prints.length > 0 && partials.length > 0 ? "torn, and printed again" : undefined;
  },

  unexpected: ({ attempted, prints, copies }) =>
    !attempted && prints.length + copies.length > 0 ? "nobody asked for it" : undefined,

  corrupt: ({ attempted, prints, copies }) => {
    const wrong = [...prints, ...copies].find(({ body }) => attempted && body !== attempted.body);
    return wrong && `${wrong.printerId} printed something else`;
  },

  misrouted: ({ attempted, prints, copies, partials }) => {
    const elsewhere = [...prints, ...copies, ...partials].find(
      ({ printerId }) => attempted && printerId !== attempted.printerId,
    );
    return elsewhere && `for ${attempted?.printerId}, came out of ${elsewhere.printerId}`;
  },

  /** Told that nothing came out or will, and there is paper. */
  denied: ({ prints, end }) =>
    prints.length > 0 && saysSurelyNoPaper(end)
      ? `on paper, and told ${end?.status}: ${end?.reason}`
      : undefined,

  unfinished: ({ accepted, prints, copies, end }) =>
    accepted && !end && prints.length + copies.length > 0 ? "printed, and no end told" : undefined,

  "let-through": ({ changedBodies }) =>
    changedBodies.some(({ code }) => code === "accepted")
      ? "another body under the same key was accepted"
      : undefined,
};

const saysNoPaper = (end: Story["end"]): boolean => end !== undefined && end.status !== "completed";

const saysSurelyNoPaper = (end: Story["end"]): boolean =>
  saysNoPaper(end) && end?.reason !== "print-result-unknown";
