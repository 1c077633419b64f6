export type ProcessState = "starting" | "ready" | "crashed" | "stopped";

export type StateChange = { name: string; state: ProcessState; detail?: string };

/** One process of a stack, as data. */
export type ProcessSpec = {
  name: string;
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  /** Asked again and again until it is true; a one-shot is done when it has ended with 0. */
  ready: (() => Promise<true | undefined>) | "ends";
  /** At SIGTERM it hands its clients over, and may take so much longer; at SIGINT it does not. */
  handOverMs?: number;
};

export type ProcessReport = {
  name: string;
  pid: number | undefined;
  state: ProcessState;
  restarts: number;
};
