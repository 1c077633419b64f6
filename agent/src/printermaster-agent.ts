#!/usr/bin/env node
/** The agent as a command. */
import { runCommand } from "./cli/run-command.ts";

const exitCode = await runCommand(process.argv.slice(2));
if (exitCode !== undefined) process.exitCode = exitCode;
