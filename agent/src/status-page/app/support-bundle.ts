/** What support needs to understand an agent from afar, in one archive, and no secret. */
import { tarOf } from "@printermaster/runtime";

export interface BundleParts {
  readonly status: unknown;
  readonly settings: Readonly<Record<string, string | undefined>>;
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly logLines: readonly string[];
  /** In milliseconds. */
  readonly now: number;
}

const FOLDER = "printermaster-support";
const OWN_SETTING = /^(PM_|LOG_LEVEL$|OTEL_)/;
const SECRET = /KEY|SECRET|TOKEN|PASSWORD/;

export function supportBundle({ status, settings, versions, logLines, now }: BundleParts): Buffer {
  const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
  const files = {
    "status.json": json(status),
    "settings.json": json(withoutSecrets(settings)),
    "versions.json": json(versions),
    "log.jsonl": logLines.join(""),
  };
  const named = Object.entries(files).map(([name, content]) => ({
    name: `${FOLDER}/${name}`,
    content,
  }));
  return tarOf(named, Math.floor(now / 1000));
}

export function withoutSecrets(
  settings: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const own = Object.entries(settings).filter(([name]) => OWN_SETTING.test(name));
  return Object.fromEntries(own.map(([name, value = ""]) => [name, shown(name, value)]));
}

/** An address may carry a name and a password. */
const shown = (name: string, value: string): string =>
  SECRET.test(name) ? "(set)" : value.replaceAll(/\/\/[^/@\s,]*@/g, "//(set)@");
