/** From the records that printers announce (DNS-SD) to printers: instance → host and port → address. */
import type { Found } from "./found.ts";

export interface AnnouncedRecord {
  readonly name: string;
  readonly type: string;
  readonly data?: unknown;
}

interface Target {
  readonly port: number;
  readonly target: string;
}

const RAW = "_pdl-datastream._tcp.local";
/** Of one printer under any service: its UUID, where it has one. */
const UUID = /^(?:UUID|uuid)=(?:urn:uuid:)?(.+)$/;

/** Only what takes raw data can be printed on; what the same printer says under its other services helps to know it again. */
export function printersIn(records: readonly AnnouncedRecord[]): Found[] {
  const instances = new Set(
    records
      .filter(({ name, type }) => type === "PTR" && name === RAW)
      .map(({ data }) => String(data)),
  );
  return [...instances].flatMap((instance) => {
    const service = dataOf(records, instance, "SRV") as Target | undefined;
    const host = service && dataOf(records, service.target, "A");
    if (!service || typeof host !== "string") return [];
    const name = instance.slice(0, -RAW.length - 1).replaceAll(/[\p{Cc}\p{Cs}]/gu, " ");
    return [
      {
        identity: `mdns ${uuidOf(records, name) ?? service.target.toLowerCase()}`,
        name: name.slice(0, 80),
        kind: "tcp",
        place: { at: "network", host, port: service.port },
        source: "mdns",
      } satisfies Found,
    ];
  });
}

const dataOf = (records: readonly AnnouncedRecord[], name: string, type: string): unknown =>
  records.find((record) => record.type === type && record.name.toLowerCase() === name.toLowerCase())
    ?.data;

/** Services of one printer carry one instance name. */
function uuidOf(records: readonly AnnouncedRecord[], name: string): string | undefined {
  const texts = records.filter(
    (record) => record.type === "TXT" && record.name.startsWith(`${name}._`),
  );
  const lines = texts.flatMap(({ data }) => (Array.isArray(data) ? data : [data])).map(String);
  return lines.map((line) => UUID.exec(line)?.[1]).find((uuid) => uuid !== undefined);
}
