export type Demo = {
  company: { id: string; name: string; tenant: string };
  branches: { id: string; name: string }[];
  users: {
    email: string;
    name: string;
    password: string;
    role: "owner" | "manager" | "staff" | "support";
    branches: string[];
  }[];
  licences: { key: string; branchId: string; devices: number }[];
  /** For points of sale, at `/ws/pos/<tenant>` and as `X-API-Key`; no branches means all of them. */
  apiKeys: { key: string; name: string; branches: string[] }[];
};

export type DemoPrinter = { id: string; name: string };
export type DemoAgent = {
  id: string;
  branchId: string;
  licenceKey: string;
  printers: DemoPrinter[];
};

const PASSWORD = "demo-demo";
const DEVICES_AT_LEAST = 5;

/** What the gateway's seed puts in; no branches on a user means all of them. */
export function demoCompany(seats: number, keyOf: (name: string) => string): Demo {
  const branches = [
    { id: "oldtown", name: "Old Town" },
    { id: "harbour", name: "Harbour" },
  ];
  return {
    company: { id: "demo", name: "Demo Diner", tenant: "demo" },
    branches,
    users: [
      {
        email: "owner@demo.example",
        name: "Olive Owner",
        password: PASSWORD,
        role: "owner",
        branches: [],
      },
      {
        email: "staff@demo.example",
        name: "Sam Staff",
        password: PASSWORD,
        role: "staff",
        branches: ["oldtown"],
      },
    ],
    licences: branches.map(({ id }) => ({
      key: keyOf(`licence-${id}`),
      branchId: id,
      devices: Math.max(DEVICES_AT_LEAST, seats),
    })),
    apiKeys: [{ key: keyOf("api-key"), name: "Demo till", branches: [] }],
  };
}

/** The agents take turns among the branches; the first has a printer at the counter besides the one in its kitchen. */
export function demoAgents(count: number, { branches, licences }: Demo): DemoAgent[] {
  let printers = 0;
  const printer = (name: string): DemoPrinter => ({ id: `printer${++printers}`, name });
  return Array.from({ length: count }, (_, index) => {
    const branchId = branches[index % branches.length]?.id ?? "";
    const licenceKey = licences.find((licence) => licence.branchId === branchId)?.key ?? "";
    const own = [printer(`Kitchen ${index + 1}`), ...(index === 0 ? [printer("Counter 1")] : [])];
    return { id: `agent${index + 1}`, branchId, licenceKey, printers: own };
  });
}
