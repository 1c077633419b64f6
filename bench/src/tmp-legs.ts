import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { startStack } from "@printermaster/infra";
import { connectNats, createLog } from "@printermaster/runtime";
import { PrintClient } from "./print-client.ts";
const place = await mkdtemp("bench/results/legs-");
const stack = await startStack({ gateways: 1, orchestrators: 1, agents: 1, dataDir: join(process.cwd(), place, "stack"), ports: { http: 0 }, env: { PM_LIMITS_TIMES: "1000" } } as never);
const client = await PrintClient.open(stack.url, stack.demo);
const nats = await connectNats(stack.natsUrl, "sniff", createLog("bench", "sniff", "silent"));
let seen: { t: number; s: string; n: number }[] = [];
nats.subscribe(">", { callback: (_e, m) => { seen.push({ t: performance.now(), s: m.subject, n: m.data.length }); } });
const printer = stack.printers[0]!;
const gaps = new Map<string, number[]>();
for (let i = 0; i < 400; i++) {
  seen = [];
  const p = await client.print(printer);
  if (i < 150) continue;
  let last = p.submitted;
  const all = [...seen.filter((x) => x.t >= p.submitted), { t: p.accepted, s: "ACCEPTED", n: 0 }].sort((a, b) => a.t - b.t);
  const short = (s: string) => s.replace(/[a-z2-7]{26}/g, "ID").replace(/[A-Z0-9]{16,}/g, "X").replace(/[0-9a-f-]{36}/g, "U");
  for (const x of all) {
    const k = short(x.s);
    gaps.set(k, [...(gaps.get(k) ?? []), x.t - p.submitted]);
    if (i === 399) console.log((x.t - p.submitted).toFixed(2), (x.t - last).toFixed(2), k, x.n);
    last = x.t;
  }
}
console.log("---- medians");
for (const [k, v] of [...gaps].map(([k, v]) => [k, v.sort((a, b) => a - b)] as const).filter(([, v]) => v.length > 50).sort((a, b) => a[1][a[1].length >> 1]! - b[1][b[1].length >> 1]!))
  console.log(v[v.length >> 1]!.toFixed(2), v.length, k);
await nats.close(); client.close(); await stack.stop(); process.exit(0);
