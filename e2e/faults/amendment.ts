/** What is changed about the product's processes before they start: where they connect to, and what is preloaded. */
import type { ProcessSpec } from "@printermaster/infra";
import { join } from "node:path";
import { FaultProxy } from "./nemesis/fault-proxy.ts";

export const clockOf = (folder: string, process: string): string =>
  join(folder, `${process}.clock`);

export class Amendment {
  /** By "who → whom". */
  readonly links = new Map<string, FaultProxy>();
  readonly #ports: Readonly<Record<string, number>>;
  readonly #folder: string;
  readonly #sabotage: string | undefined;

  /** Of the printers. */
  constructor(
    ports: Readonly<Record<string, number>>,
    folder: string,
    sabotage: string | undefined,
  ) {
    this.#ports = ports;
    this.#folder = folder;
    this.#sabotage = sabotage;
  }

  async of(spec: ProcessSpec): Promise<ProcessSpec | undefined> {
    const { name } = spec;
    // Ours write ledgers.
    if (name.startsWith("printer-")) return undefined;
    if (/^(gateway|orchestrator)-/.test(name))
      return this.#sabotaged(await this.#upwards(spec, ["NATS_URL", "DATABASE_URL"]));
    if (!name.startsWith("agent-")) return spec;
    const amended = await this.#downwards(await this.#upwards(spec, ["PM_GATEWAY_URLS"]));
    return this.#sabotaged(preloaded(amended, "preload/stepping-clock.ts"));
  }

  /** The same address, but for a proxy before it. */
  async through(link: string, url: URL): Promise<URL> {
    const proxy = await FaultProxy.open(url.hostname, Number(url.port));
    this.links.set(link, proxy);
    url.port = String(proxy.port);
    return url;
  }

  close(): void {
    for (const proxy of this.links.values()) proxy.close();
  }

  async #upwards(spec: ProcessSpec, variables: readonly string[]): Promise<ProcessSpec> {
    const env: Record<string, string> = { ...spec.env };
    for (const variable of variables) {
      const link = `${spec.name} → ${endOf[variable]}`;
      const url = await this.through(link, new URL(env[variable] ?? ""));
      env[variable] = url.protocol === "http:" ? url.origin : url.href;
    }
    return { ...spec, env };
  }

  async #downwards(spec: ProcessSpec): Promise<ProcessSpec> {
    const printers = JSON.parse(spec.env["PM_PRINTERS"] ?? "[]") as { id: string }[];
    const moved = printers.map(async (printer) => {
      const own = new URL(`tcp://127.0.0.1:${this.#ports[printer.id]}`);
      const { port } = await this.through(`${spec.name} → ${printer.id}`, own);
      return { ...printer, port: Number(port) };
    });
    const env = {
      ...spec.env,
      PM_PRINTERS: JSON.stringify(await Promise.all(moved)),
      PM_FAULTS_CLOCK: clockOf(this.#folder, spec.name),
    };
    return { ...spec, env };
  }

  #sabotaged(spec: ProcessSpec): ProcessSpec {
    if (this.#sabotage === undefined) return spec;
    const { env, ...amended } = preloaded(spec, "sabotage/loader.ts");
    return { ...amended, env: { ...env, PM_FAULTS_SABOTAGE: this.#sabotage } };
  }
}

const endOf: Readonly<Record<string, string>> = {
  PM_GATEWAY_URLS: "balancer",
  NATS_URL: "nats",
  DATABASE_URL: "postgres",
};

const preloaded = (spec: ProcessSpec, file: string): ProcessSpec => ({
  ...spec,
  args: ["--import", join(import.meta.dirname, file), ...spec.args],
});
