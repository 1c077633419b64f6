/** A block as it was written, before it is known whether it may be printed. */
export type Draft = { readonly type: string } & Readonly<Record<string, unknown>>;
