/** What the command says when it does not work: a code to look for, a sentence, and what to do. Never a stack. */
export const exitCodes = {
  worked: 0,
  failed: 1,
  /** Wrong use, or a configuration that is not usable. */
  misused: 2,
  /** Another connection of this agent took over. */
  superseded: 3,
  /** The spool cannot be trusted any more: it is set aside at the next start. */
  spoolBroken: 4,
  notRunning: 5,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
  readonly code: string;
  readonly advice: string | undefined;
  readonly exitCode: ExitCode;

  constructor(
    code: string,
    message: string,
    advice?: string,
    exitCode: ExitCode = exitCodes.failed,
  ) {
    super(message);
    this.code = code;
    this.advice = advice;
    this.exitCode = exitCode;
  }
}

export const misuse = (message: string): CommandFailed =>
  new CommandFailed("wrong-use", message, "see `printermaster-agent --help`", exitCodes.misused);

/** Faults that a person can put right, in words; anything else is a mistake of ours. */
export function explain(error: unknown, folder = "the data folder"): CommandFailed {
  if (error instanceof CommandFailed) return error;
  const { code, name, message } = error as NodeJS.ErrnoException;
  if (name === "UnsafeKeyFile") return new CommandFailed("unsafe-key", message);
  if (/database is locked/.test(message))
    return new CommandFailed(
      "data-folder-in-use",
      `another process uses ${folder}`,
      "stop the agent that runs there",
    );
  if (/malformed|not a database/.test(message))
    return new CommandFailed(
      "corrupt-spool",
      message,
      `move spool.db out of ${folder}; what was in it is in the cloud's log`,
    );
  if (code === "EADDRINUSE")
    return new CommandFailed("port-in-use", message, "choose another PM_HEALTH_PORT, or 0 for any");
  if (code === "EACCES" || code === "EPERM")
    return new CommandFailed("no-permission", message, "use the user that the service runs as");
  if (code === "ENOSPC") return new CommandFailed("disk-full", message, "make room on the disk");
  return new CommandFailed("internal", message);
}

export function sayFailure(failed: CommandFailed): void {
  process.stderr.write(`printermaster-agent: ${failed.message} [${failed.code}]\n`);
  if (failed.advice) process.stderr.write(`  → ${failed.advice}\n`);
}
