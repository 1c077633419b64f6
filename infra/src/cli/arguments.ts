import { parseArgs } from "node:util";
import { DEFAULT_HTTP_PORT } from "../stack/options.ts";

export type Arguments = {
  gateways: number;
  orchestrators: number;
  agents: number;
  port: number;
  dataDir: string;
  fresh: boolean;
};

export class BadArguments extends Error {
  override name = "BadArguments";
}

export const USAGE = `npm start -- [options]
  --gateways N       how many gateways; more than one behind a balancer   (1)
  --orchestrators N  how many orchestrators                   (1)
  --agents N         how many branch agents, each with a
                     virtual printer                          (2)
  --port P           the address to open in a browser         (${DEFAULT_HTTP_PORT})
  --data DIR         where everything is kept                 (.data)
  --fresh            begin with an empty data folder
  --help             this text
NATS_URL and DATABASE_URL name servers to use instead of our own.`;

/** The command line, or "help". */
export function readArguments(argv: readonly string[]): Arguments | "help" {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        gateways: text,
        orchestrators: text,
        agents: text,
        port: text,
        data: text,
        fresh: flag,
        help: flag,
      },
    });
    if (values.help) return "help";
    return {
      gateways: wholeNumber("--gateways", values.gateways, 1, 1, 20),
      orchestrators: wholeNumber("--orchestrators", values.orchestrators, 1, 1, 20),
      agents: wholeNumber("--agents", values.agents, 2, 0, 50),
      port: wholeNumber("--port", values.port, DEFAULT_HTTP_PORT, 0, 65_535),
      dataDir: values.data ?? ".data",
      fresh: values.fresh ?? false,
    };
  } catch (error) {
    throw error instanceof BadArguments
      ? error
      : new BadArguments((error as Error).message.split(". ")[0]);
  }
}

function wholeNumber(
  name: string,
  text: string | undefined,
  otherwise: number,
  least: number,
  most: number,
): number {
  const value = text === undefined ? otherwise : Number(text);
  if (text?.trim() !== "" && Number.isInteger(value) && value >= least && value <= most)
    return value;
  throw new BadArguments(`${name} must be a whole number from ${least} to ${most}, not '${text}'`);
}
