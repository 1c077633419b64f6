/** `<instance:8><random:20><mac:8>`: any gateway sees whose session it is, and that one of us gave the id away. */

export type Mac = (text: string) => string;

export const INSTANCE_LENGTH = 8;
export const RANDOM_LENGTH = 20;
export const MAC_LENGTH = 8;

// An instance becomes part of a subject, where a dot, a star or an angle bracket would be another subject.
const SESSION_ID = /^[A-Za-z0-9_-]{36}$/;

/** `random` belongs to this one session; `instance` to the process, from its start to its end. */
export const sessionId = (instance: string, random: string, mac: Mac): string =>
  instance + random + mac(instance + random);

/** The instance that gave the session its id, or `undefined` when it was none of us, by any key that is still good. */
export function ownerOf(sid: string, macs: readonly Mac[]): string | undefined {
  if (!SESSION_ID.test(sid)) return undefined;
  const signed = sid.slice(0, -MAC_LENGTH);
  const isOurs = macs.some((mac) => sameText(mac(signed), sid.slice(-MAC_LENGTH)));
  return isOurs ? sid.slice(0, INSTANCE_LENGTH) : undefined;
}

/** Takes as long for a nearly right text as for a wrong one. */
function sameText(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let i = 0; i < one.length; i++) difference |= one.charCodeAt(i) ^ other.charCodeAt(i);
  return difference === 0;
}
