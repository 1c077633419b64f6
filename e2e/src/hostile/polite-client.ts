/** A process of its own: somebody who works while others attack, and notes how long each answer took. */
import { io } from "socket.io-client";

interface Work {
  readonly url: string;
  readonly token: string;
  readonly branch: string;
}

const EVERY_MS = 25;
const { url, token, branch } = JSON.parse(process.argv[2] ?? "{}") as Work;
const headers = { authorization: `Bearer ${token}`, "x-forwarded-for": "198.51.100.7" };
const socket = io(`${url}/printing-ws`, {
  transports: ["websocket"],
  auth: { token },
  extraHeaders: { "x-forwarded-for": "198.51.100.7" },
});

const work = [
  async () => {
    const answer: unknown = await socket
      .timeout(30_000)
      .emitWithAck("joinBranch", { branchId: branch });
    if (!(answer as { ok: boolean }).ok) throw new Error(JSON.stringify(answer));
  },
  async () => {
    const response = await fetch(`${url}/v1/printers`, { headers });
    const body = await response.text();
    if (!response.ok) throw new Error(body);
  },
];

let took: number[] = [];
let failures: string[] = [];
let turn = 0;
socket.on("disconnect", (why) => failures.push(why));
socket.once("connect", () => process.send?.("ready"));

setInterval(() => {
  const began = performance.now();
  work[turn++ % work.length]!()
    .then(() => took.push(performance.now() - began))
    .catch((error: unknown) => failures.push(String(error)));
}, EVERY_MS);

process.on("message", () => {
  process.send?.({ took, failures });
  took = [];
  failures = [];
});
process.on("disconnect", () => process.exit(0));
