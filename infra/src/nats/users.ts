/** The users of the broker as nats-server reads them. */
import { brokerUsers, BrokerUserName } from "@printermaster/contracts";

/** `passwordOf` answers as it stands in the file: a quoted text, or a variable of the environment. */
export function natsUsers(passwordOf: (user: BrokerUserName) => string): string {
  const users = BrokerUserName.map((name) => userBlock(name, passwordOf(name)));
  return ["authorization {", "  users: [", ...users, "  ]", "}"].join("\n") + "\n";
}

function userBlock(name: BrokerUserName, password: string): string {
  const { publishes, subscribes } = brokerUsers[name];
  return [
    `    {`,
    `      user: ${name}`,
    `      password: ${password}`,
    `      permissions {`,
    `        publish: { allow: [\n${quoted(publishes)}        ] }`,
    `        subscribe: { allow: [\n${quoted(subscribes)}        ] }`,
    `      }`,
    `    }`,
  ].join("\n");
}

const quoted = (subjects: readonly string[]): string =>
  subjects.map((subject) => `          ${JSON.stringify(subject)}\n`).join("");
