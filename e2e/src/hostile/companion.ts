/** A process of its own, so that what it does is not on the account of whoever measures. It says when it is there, and answers each message with one. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Companion<Question, Reply> {
  readonly greeting: unknown;
  readonly ask: (question: Question) => Promise<Reply>;
  readonly stop: () => void;
}

export async function companion<Question extends object | string, Reply>(
  program: string,
  told: object,
): Promise<Companion<Question, Reply>> {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const child = fork(path, [JSON.stringify(told)], { execArgv: [] });
  const heard = () =>
    new Promise<unknown>((resolve, reject) => {
      const gone = (code: number | null) => reject(new Error(`${program} exited with ${code}`));
      child.once("exit", gone);
      child.once("message", (message) => {
        child.off("exit", gone);
        resolve(message);
      });
    });
  const greeting = await heard();
  return {
    greeting,
    ask: (question) => {
      const reply = heard();
      child.send(question);
      return reply as Promise<Reply>;
    },
    stop: () => child.kill(),
  };
}
