import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export type AptSource = { uri: string; suite: string; components: string[]; signedBy?: string };

/** All package sources of the machine, from both of apt's formats. */
export async function machineSources(etc = "/etc/apt"): Promise<AptSource[]> {
  const listed = await readdir(join(etc, "sources.list.d")).catch(() => []);
  const files = [
    join(etc, "sources.list"),
    ...listed.map((name) => join(etc, "sources.list.d", name)),
  ];
  const found: AptSource[] = [];
  for (const file of files) {
    const text = await readFile(file, "utf8").catch(() => "");
    found.push(...(file.endsWith(".sources") ? parseDeb822(text) : parseOneLine(text)));
  }
  return found;
}

/** `deb [signed-by=/key] http://mirror suite component…` */
export function parseOneLine(text: string): AptSource[] {
  return text.split("\n").flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line);
    if (match === null) return [];
    const [, options = "", uri = "", suite = "", components = ""] = match;
    const signedBy = /signed-by=(\S+)/i.exec(options)?.[1];
    return [
      {
        uri,
        suite,
        components: words(components),
        ...(signedBy === undefined ? {} : { signedBy }),
      },
    ];
  });
}

/** Stanzas of `Field: value` lines; every URI is combined with every suite. */
export function parseDeb822(text: string): AptSource[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const fields = stanzaFields(stanza);
    if (!words(fields["types"]).includes("deb") || fields["enabled"] === "no") return [];
    const signedBy = fields["signed-by"];
    // A key written out in the stanza starts with its armour; only a file's path can be reused.
    const key = signedBy?.startsWith("/") ? { signedBy } : {};
    const components = words(fields["components"]);
    return words(fields["uris"]).flatMap((uri) =>
      words(fields["suites"]).map((suite) => ({ uri, suite, components, ...key })),
    );
  });
}

function stanzaFields(stanza: string): Record<string, string> {
  const fields: Record<string, string> = {};
  let current = "";
  for (const line of stanza.split("\n")) {
    if (line.startsWith("#")) continue;
    const field = /^([A-Za-z-]+):\s*(.*)$/.exec(line);
    if (field !== null) current = (field[1] ?? "").toLowerCase();
    const value = field === null ? line.trim() : (field[2] ?? "");
    fields[current] = `${fields[current] ?? ""} ${value}`.trim();
  }
  return fields;
}

const words = (text = ""): string[] => text.split(/\s+/).filter((word) => word !== "");
