/** Bytes as one can read them: text as it is, everything else as \xNN, a new line after each LF. */
export function escaped(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    if (byte === 0x5c) return "\\\\";
    if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
    const code = `\\x${byte.toString(16).padStart(2, "0")}`;
    return byte === 0x0a ? `${code}\n` : code;
  }).join("");
}

export const unescaped = (text: string): Uint8Array =>
  Buffer.from(
    text
      .replaceAll("\n", "")
      .replaceAll(/\\(?:x([0-9a-f]{2})|\\)/g, (_, code?: string) =>
        code === undefined ? "\\" : String.fromCharCode(Number.parseInt(code, 16)),
      ),
    "latin1",
  );
