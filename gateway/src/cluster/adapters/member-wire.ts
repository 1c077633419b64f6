/** What gateways say to each other as bytes: JSON, in which binary parts are marked and written in base64. */
const MARK = "$bytes";

export function encodeMember(message: unknown): string {
  // Buffers turn themselves into lists of numbers before a replacer sees them, except in their holder.
  return JSON.stringify(message, function (this: Record<string, unknown>, key, value: unknown) {
    const held = this[key];
    if (held instanceof ArrayBuffer) return { [MARK]: Buffer.from(held).toString("base64") };
    if (!ArrayBuffer.isView(held)) return value;
    const { buffer, byteOffset, byteLength } = held;
    return { [MARK]: Buffer.from(buffer, byteOffset, byteLength).toString("base64") };
  });
}

export function decodeMember(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    const marked = (value as Record<string, unknown> | null)?.[MARK];
    return typeof marked === "string" ? Buffer.from(marked, "base64") : value;
  });
}
