/** What an agent is started with, as by its unit (agent/src/service/unit-files.ts): young objects have a megabyte instead of sixteen. */
export const LEAN_HEAP = "--max-semi-space-size=1";
