/** Which neighbours may say on whose behalf they ask: addresses, networks, `loopback` and `private`. */
import { BlockList, isIP } from "node:net";

const named: Readonly<Record<string, readonly string[]>> = {
  loopback: ["127.0.0.0/8", "::1/128"],
  private: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"],
};

/** Throws where the list has something in it that is none of these. */
export function trustedProxies(list: string): (address: string) => boolean {
  const entries = list.split(",").map((entry) => entry.trim());
  const networks = entries.filter(Boolean).flatMap((entry) => named[entry] ?? [entry]);
  const trusted = new BlockList();
  for (const network of networks) {
    const [, address = "", bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(network) ?? [];
    const kind = familyOf(address);
    if (!kind) throw new RangeError(`${network} is neither an address nor a network`);
    if (bits === undefined) trusted.addAddress(address, kind);
    else trusted.addSubnet(address, Number(bits), kind);
  }
  return (address) => {
    const kind = familyOf(address);
    return kind !== undefined && trusted.check(address, kind);
  };
}

function familyOf(address: string): "ipv4" | "ipv6" | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 4 ? "ipv4" : "ipv6";
}
