/** A company with as many branches, licences and agents as are wanted, put where the stack keeps its accounts. */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Demo } from "@printermaster/infra";

const AGENTS_A_BRANCH = 100;
const PASSWORD = "idle-idle";
const seed = join(dirname(dirname(dirname(import.meta.dirname))), "gateway", "dist", "seed.js");

export function idleCompany(agents: number): Demo {
  const count = Math.ceil(agents / AGENTS_A_BRANCH);
  const branches = Array.from({ length: count }, (_, n) => ({ id: `b${n}`, name: `Branch ${n}` }));
  return {
    company: { id: "idle", name: "Idle Inns", tenant: "idle" },
    branches,
    users: branches.slice(0, 2).map(({ id }) => ({
      email: `${id}@idle.example`,
      name: `Somebody of ${id}`,
      password: PASSWORD,
      role: "staff",
      branches: [id],
    })),
    apiKeys: [],
    licences: branches.map(({ id }) => ({
      key: `licence-of-${id}`,
      branchId: id,
      devices: AGENTS_A_BRANCH,
    })),
  };
}

export async function seedCompany(
  company: Demo,
  databaseUrl: string,
  folder: string,
): Promise<void> {
  const file = join(folder, "idle-company.json");
  await writeFile(file, JSON.stringify(company));
  const env = { ...process.env, DATABASE_URL: databaseUrl, PM_DEMO_FILE: file };
  await promisify(execFile)(process.execPath, [seed], { env });
}
