/** Any text as one token of a subject: see `subjectToken`. */
export type SubjectToken = string & { readonly subjectToken: true };

/** Reversible: letters, digits and `-` stand for themselves, any other byte is `_` and two hex digits. */
export const subjectToken = (text: string): SubjectToken =>
  Array.from(new TextEncoder().encode(text), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9-]/.test(character) ? character : `_${byte.toString(16).padStart(2, "0")}`;
  }).join("") as SubjectToken;

export function textOfToken(token: SubjectToken): string {
  const percent = token.replaceAll(/_([0-9a-f]{2})/g, "%$1");
  return decodeURIComponent(percent);
}
