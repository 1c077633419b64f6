/** `[length of the head:4][head as JSON][body]`: the body's bytes stay what they are. */
const PREFIX = 4;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export interface Envelope {
  readonly head: unknown;
  readonly body: Uint8Array;
}

export function sealed({ head, body }: Envelope): Uint8Array {
  const json = encoder.encode(JSON.stringify(head));
  const bytes = new Uint8Array(PREFIX + json.length + body.length);
  new DataView(bytes.buffer).setUint32(0, json.length);
  bytes.set(json, PREFIX);
  bytes.set(body, PREFIX + json.length);
  return bytes;
}

/** `undefined` where the bytes are no envelope. */
export function opened(bytes: Uint8Array): Envelope | undefined {
  if (bytes.length < PREFIX) return undefined;
  const bodyAt = PREFIX + new DataView(bytes.buffer, bytes.byteOffset, PREFIX).getUint32(0);
  if (bodyAt > bytes.length) return undefined;
  try {
    const head: unknown = JSON.parse(decoder.decode(bytes.subarray(PREFIX, bodyAt)));
    return { head, body: bytes.subarray(bodyAt) };
  } catch {
    return undefined;
  }
}
