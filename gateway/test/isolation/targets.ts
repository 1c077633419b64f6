/** Two companies: what each has, by ids that no other has, with names that nobody else may ever read. */
import { idFromBytes, subjects, type JobState, type OrderState } from "@printermaster/contracts";
import { randomIdBytes } from "@printermaster/runtime";
import { putDemoAccounts } from "../../src/accounts/adapters/demo-accounts.ts";
import { openPostgres } from "../../src/accounts/adapters/postgres-accounts.ts";
import { jobState, printerState } from "../world/job-state.ts";
import { PASSWORD, type World } from "../world/world.ts";

export interface Target {
  readonly name: "own branch" | "another branch" | "another company";
  readonly company: string;
  readonly branch: string;
  readonly job: string;
  readonly printer: string;
  readonly device: string;
  readonly order: string;
  licence: string;
  apiKey: string;
}

export const targets: readonly Target[] = [
  target("own branch", "acme", "north"),
  target("another branch", "acme", "south"),
  target("another company", "zeta", "zbranch"),
];

function target(name: Target["name"], company: string, branch: string): Target {
  const [job, printer, device] = [`job${branch}`, `printer${branch}`, `device${branch}`];
  const order = `order${branch}`;
  return { name, company, branch, job, printer, device, order, licence: "", apiKey: "" };
}

export const secretOf = ({ branch }: Target): string => `secret of ${branch}`;

export const jobOf = (at: Target): JobState =>
  jobState({
    jobId: at.job,
    company: at.company,
    branch: at.branch,
    printerId: at.printer,
    title: secretOf(at),
  });

export const orderOf = (at: Target): OrderState => ({
  orderId: at.order,
  externalId: at.order,
  orderNumber: secretOf(at),
  company: at.company,
  branch: at.branch,
  kind: "takeaway",
  items: [{ name: "Soup", quantity: 1 }],
  status: "pending",
  paid: 0,
  createdBy: { kind: "pos", id: "till", name: "Till" },
  createdAt: new Date().toISOString(),
  updatedAt: new Date().toISOString(),
  facts: [],
});

export const printerOf = (at: Target) =>
  printerState({
    printerId: at.printer,
    name: secretOf(at),
    company: at.company,
    branch: at.branch,
    agentId: at.device,
  });

const users = [
  { email: "manager@acme.test", name: "Mia", role: "manager", branches: ["north"] },
  { email: "support@acme.test", name: "Sue", role: "support", branches: [] },
] as const;

export async function furnish(world: World): Promise<void> {
  await putAccounts(world);
  for (const at of targets) {
    await world.broker.storeJob("PrintSubmitted", jobOf(at));
    await world.broker.storeDocument(jobOf(at), { kind: "text", text: secretOf(at) });
    const subject = subjects.fleetPrinter(at.company, at.branch, at.printer);
    await world.broker.storeFleet(subject, "PrinterDiscovered", printerOf(at));
    const order = subjects.order(at.company, at.branch, at.order);
    await world.broker.storeShop(order, "OrderCreated", { data: {}, state: orderOf(at) });
    await putCredentials(world, at);
  }
}

async function putAccounts(world: World): Promise<void> {
  const sql = openPostgres(world.database.url);
  const newId = () => idFromBytes(randomIdBytes());
  const acme = { id: "acme", name: "Acme", tenant: "acme-diners" };
  const branches = [
    { id: "north", name: "North" },
    { id: "south", name: "South" },
  ];
  const people = users.map((user) => ({
    ...user,
    branches: [...user.branches],
    password: PASSWORD,
  }));
  await putDemoAccounts(sql, { company: acme, branches, users: people, licences: [] }, newId);
  const owner = { email: "owner@zeta.test", name: "Zoe", role: "owner", branches: [] } as const;
  const zeta = {
    company: { id: "zeta", name: "Zeta", tenant: "zeta" },
    branches: [{ id: "zbranch", name: "Z" }],
    users: [{ ...owner, branches: [], password: PASSWORD }],
    licences: [],
  };
  await putDemoAccounts(sql, zeta, newId);
  await sql.end();
}

async function putCredentials(world: World, at: Target): Promise<void> {
  const authorization = `Bearer ${await world.tokenOf(`owner@${at.company}.test`)}`;
  const put = async (path: string, body: object): Promise<string> => {
    const answer = await world.post(path, { name: secretOf(at), ...body }, { authorization });
    const text = await answer.text();
    const id = /"id":"([a-z0-9]+)"/.exec(text)?.[1];
    if (!id) throw new Error(`${answer.status} ${text}`);
    return id;
  };
  at.licence = await put("/v1/licences", { branchId: at.branch });
  at.apiKey = await put("/v1/api-keys", { branches: [at.branch] });
}
