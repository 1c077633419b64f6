/** Whose request it is: the last address in its chain that was not written down by a stranger. */
export function clientAddress(
  connectedFrom: string,
  forwardedFor: string | undefined,
  trusted: (address: string) => boolean,
): string {
  const chain = (forwardedFor ?? "").split(",").map((address) => address.trim());
  let client = connectedFrom;
  while (trusted(client)) {
    const before = chain.pop();
    if (!before) break;
    client = before;
  }
  return client;
}
