/** A long-polling client by hand: each request goes where the test wants it. */
export const SEPARATOR = "\u001e";

export interface Answer {
  readonly status: number;
  readonly text: string;
}

const path = (sid: string) => `/socket.io/?EIO=4&transport=polling&sid=${sid}`;

export async function handshake(url: string): Promise<string> {
  const response = await fetch(`${url}/socket.io/?EIO=4&transport=polling`);
  const { sid } = JSON.parse((await response.text()).slice(1)) as { sid: string };
  return sid;
}

export async function post(url: string, sid: string, body: string): Promise<Answer> {
  const response = await fetch(url + path(sid), { method: "POST", body });
  return { status: response.status, text: await response.text() };
}

export async function poll(url: string, sid: string, signal?: AbortSignal): Promise<Answer> {
  const response = await fetch(url + path(sid), signal ? { signal } : {});
  return { status: response.status, text: await response.text() };
}

/** A session that has joined the default namespace; its next poll waits. */
export async function session(url: string): Promise<string> {
  const sid = await handshake(url);
  await post(url, sid, "40");
  await poll(url, sid);
  return sid;
}
