import { connect } from "node:net";

type Answer = Promise<true | undefined>;

export async function httpAnswers(url: string): Answer {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.status === 200 || undefined;
  } catch {
    return undefined;
  }
}

export function portAccepts(port: number): Answer {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => resolve((socket.destroy(), true)));
    socket.once("error", () => resolve(undefined));
  });
}
