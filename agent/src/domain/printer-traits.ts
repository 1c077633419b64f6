/** What a printer was found to answer. It is asked once, and kept: who answered before and is silent now has a fault. */
import { STATUS_QUERIES, type StatusQuery } from "./status-bytes.ts";

export interface PrinterTraits {
  readonly answers: readonly StatusQuery[];
  /** Left unanswered although it was alive. */
  readonly silent: readonly StatusQuery[];
  /** Whether it answers behind a ticket; unknown until one was printed. */
  readonly fences?: boolean | undefined;
  /** Who made it, and whether it knows process ids and automatic status; unknown until it was asked. */
  readonly probed?: Probed | undefined;
  /** Proofs it owed and did not give, in a row. */
  readonly owed: number;
}

export interface Probed {
  readonly maker?: string | undefined;
  readonly processIds: boolean;
  readonly automatic: boolean;
}

export const STRANGER: PrinterTraits = { answers: [], silent: [], owed: 0 };

/** Told so, not asked. */
export const MUTE: PrinterTraits = { answers: [], silent: [1], owed: 0 };

/** `DLE EOT 1` is what even the poorest model answers, if it answers anything. */
export const isMute = ({ silent }: PrinterTraits): boolean => silent.includes(1);

export const asksOf = (traits: PrinterTraits): readonly StatusQuery[] =>
  isMute(traits) ? [] : STATUS_QUERIES.filter((query) => !traits.silent.includes(query));

export const answered = (traits: PrinterTraits, query: StatusQuery): PrinterTraits =>
  traits.answers.includes(query) ? traits : { ...traits, answers: [...traits.answers, query] };

export const leftUnanswered = (traits: PrinterTraits, query: StatusQuery): PrinterTraits => ({
  ...traits,
  silent: [...traits.silent, query],
});

export const proved = (traits: PrinterTraits): PrinterTraits =>
  traits.fences && traits.owed === 0 ? traits : { ...traits, fences: true, owed: 0 };

/** Somebody may have put another model in its place: after two such tickets it is a stranger again. */
export const owesProof = (traits: PrinterTraits): PrinterTraits =>
  traits.owed > 0 ? STRANGER : { ...traits, owed: traits.owed + 1 };
