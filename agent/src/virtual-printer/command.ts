// What can be said to a virtual printer that runs, from the command line: the same as over HTTP.
import { FAULT_NAMES } from "./faults.ts";

const USAGE = `Usage: printermaster-virtual-printer [start]
       printermaster-virtual-printer faults
       printermaster-virtual-printer fault NAME [SETTING=VALUE]
       printermaster-virtual-printer mend [NAME]
       printermaster-virtual-printer verdict
Faults: ${FAULT_NAMES.join(", ")}
PM_PRINTER_URL says which printer, http://127.0.0.1:9200 if absent.
`;

type Out = { write(text: string): unknown };
type State = { bad: number[] };
type Fault = { name: string; on: boolean; does: string };

/** Returns the exit code: 0 done, 1 refused or a bad job, 2 not understood. */
export async function command(
  [verb = "", name, ...settings]: readonly string[],
  env: NodeJS.ProcessEnv,
  out: Out,
  err: Out,
): Promise<number> {
  const url = env["PM_PRINTER_URL"] ?? "http://127.0.0.1:9200";
  const ask = async (method: string, path: string, body?: object) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${url}${path}`, { method, ...sent });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  };
  try {
    switch (verb) {
      case "faults":
        for (const { name, on, does } of (await ask("GET", "/faults")) as Fault[])
          out.write(`${on ? "ON " : "   "} ${name.padEnd(18)} ${does}\n`);
        return 0;
      case "fault":
        if (name === undefined) break;
        await ask("PUT", `/faults/${encodeURIComponent(name)}`, settingsOf(settings));
        return 0;
      case "mend":
        await ask("DELETE", name === undefined ? "/faults" : `/faults/${encodeURIComponent(name)}`);
        return 0;
      case "verdict":
        return verdict((await ask("GET", "/state")) as State, out);
    }
  } catch (error) {
    err.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  err.write(USAGE);
  return 2;
}

function verdict({ bad }: State, out: Out): number {
  out.write(bad.length === 0 ? "no bad job\n" : `bad jobs: ${bad.join(", ")}\n`);
  return bad.length === 0 ? 0 : 1;
}

function settingsOf(pairs: readonly string[]): object {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [key = "", value = ""] = pair.split("=", 2);
      return [key, /^\d+$/.test(value) ? Number(value) : value];
    }),
  );
}
