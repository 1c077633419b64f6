/** Nest's microservices over NATS: a request, a reply, no log. */
import { startChild, type Child } from "../child.ts";
import type { OpenPeer, PeerGround } from "../peer.ts";

export async function openNestNats(ground: PeerGround): Promise<OpenPeer> {
  const { natsUrl, natsPid, folder, printers } = ground;
  const children: Child[] = [];
  const close = async (): Promise<void> => {
    for (const child of children.splice(0).toReversed()) await child.end();
  };
  try {
    const service = await startChild("nest-nats/service.ts", { natsUrl });
    children.push(service);
    const api = await startChild("nest-nats/api.ts", { natsUrl });
    children.push(api);
    const url = `http://127.0.0.1:${service.port}`;
    const agent = { url, folder, careful: false, printers };
    children.push(await startChild("branch/agent.ts", agent));
    const processes = [{ name: "nats", pid: natsPid }, ...children];
    return { url: `http://127.0.0.1:${api.port}`, processes, close };
  } catch (error) {
    await close();
    throw error;
  }
}
