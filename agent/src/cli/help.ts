import { shapes } from "./arguments.ts";

const rows = Object.values(shapes).map(({ usage, what }) => `  ${usage.padEnd(42)} ${what}`);

export const HELP = `Usage: printermaster-agent [command] [options]

Prints what the cloud sends, on the printers of this branch, and keeps what it could not print or report yet.

Commands
${rows.join("\n")}

Options
  --config FILE                              lines of NAME=value, read before the environment's own
                                             (/etc/printermaster/agent.env where that exists)
  --version, --help

Settings, from the environment or that file
  PM_GATEWAY_URLS      addresses of the cloud, separated by commas; two or more, to survive one
  PM_DATA_DIR          the folder of this agent: its key and its spool
  PM_PRINTERS          [{"id":"kitchen","name":"Kitchen","kind":"tcp","host":"192.168.1.50","port":9100}]
                       without it, printers are looked for
  PM_DISCOVERY         where printers are looked for: cups,devices,mdns or none
  PM_DISCOVERY_RANGES  addresses whose port 9100 may be knocked at, like 192.168.1.0/24
  PM_HEALTH_PORT       port of the status page on this machine; 0 takes a free one
  PM_INSTANCE          what this agent is called in logs
  PM_COMPANY, PM_BRANCH, PM_DEVICE_ID, PM_LICENSE_KEY    instead of pairing, for agents with a licence

Exit codes
  0 it worked   1 it did not   2 wrong use or configuration   3 another one took over   4 its spool broke
  5 no agent is running

First time
  export PM_GATEWAY_URLS=https://print.example.com PM_DATA_DIR=/var/lib/printermaster-agent
  printermaster-agent pair CODE       with a code from the dashboard
  printermaster-agent doctor          checks everything and says what to do
  printermaster-agent service install
`;
