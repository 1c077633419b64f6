/** Builds that break a promise, so that it can be seen that a run would notice. They exist only in memory: see loader.ts. */
import type { Forbidden } from "../checker/judge-story.ts";

export interface Sabotage {
  /** Files below the repository, as built. */
  readonly patches: readonly {
    readonly file: string;
    readonly find: RegExp;
    readonly put: string;
  }[];
  /** What brings it to light, beside the load. */
  readonly faults: readonly string[];
  readonly breaks: Forbidden;
}

const everyNinth = "(globalThis.sabotaged = (globalThis.sabotaged ?? 0) + 1) % 9 === 0";

export const sabotages: Readonly<Record<string, Sabotage>> = {
  "accepts-unstored": {
    patches: [
      {
        file: "print-orchestrator/dist/jobs/app/store-job.js",
        find: /jobs\.append\(event, job, 0\),/,
        put: `${everyNinth} ? 0 : jobs.append(event, job, 0),`,
      },
    ],
    faults: [],
    breaks: "lost",
  },
  "tells-unprinted": {
    patches: [
      {
        file: "agent/dist/adapters/raw-printer.js",
        find: /const written = await connection/,
        put: `if (${everyNinth}) return { kind: "printed", proof: "fenced" };\nconst written = await connection`,
      },
    ],
    faults: [],
    breaks: "lost",
  },
  "forgets-keys": {
    patches: [
      {
        file: "print-orchestrator/dist/main.js",
        find: /deriveJobId\(runtime\.sha256, company, branch, key\)/,
        put: 'deriveJobId(runtime.sha256, company, branch, key + " " + Math.random())',
      },
    ],
    faults: [],
    breaks: "duplicate",
  },
  "forgets-what-it-began": {
    patches: [
      {
        file: "agent/dist/adapters/spool-sql.js",
        find: /set state = 'printing', first_byte_at/,
        put: "set first_byte_at",
      },
    ],
    faults: [
      "printer slow",
      "kill agent",
      "printer slow",
      "kill agent",
      "printer hangs",
      "kill agent",
    ],
    breaks: "duplicate",
  },
  "tries-unknown-again": {
    patches: [
      {
        file: "agent/dist/app/write-ticket.js",
        find: /if \("refused" in done\)\s+return false;/,
        put: 'if ("refused" in done) return true;',
      },
      {
        file: "agent/dist/app/write-ticket.js",
        find: /else\s+return \{ result, released \};/,
        put: 'else if (result.kind === "unconfirmed" && tries === 0) continue;\nelse return { result, released };',
      },
    ],
    faults: [
      "printer ends in silence",
      "printer tears",
      "printer ends in silence",
      "printer tears",
    ],
    breaks: "duplicate",
  },
  garbles: {
    patches: [
      {
        file: "agent/dist/adapters/raw-connection.js",
        find: /const chunk = bytes\.subarray\(start, start \+ CHUNK_BYTES\);/,
        put: `const whole = Buffer.from(bytes.subarray(start, start + CHUNK_BYTES));
const text = whole.toString("latin1");
const chunk = ${everyNinth} ? Buffer.from(text.replace(/ [a-f0-9](?=[a-f0-9]{7}\\n)/g, " 0"), "latin1") : whole;`,
      },
    ],
    faults: [],
    breaks: "corrupt",
  },
  "mixes-printers-up": {
    patches: [
      {
        file: "agent/dist/main.js",
        find: /printerOf\(printer, \{/,
        put: "printerOf({ ...printer, port: configured.at(-1).port }, {",
      },
    ],
    faults: [],
    breaks: "misrouted",
  },
  "takes-any-body": {
    patches: [
      {
        file: "print-orchestrator/dist/jobs/app/accept-job.js",
        find: /job\.bodyHash !== command\.bodyHash/,
        put: "false",
      },
    ],
    faults: [],
    breaks: "let-through",
  },
  "forgets-outcomes": {
    patches: [
      {
        file: "print-orchestrator/dist/jobs/app/record-report.js",
        find: /const origin = await/,
        put: "if (true) return accepted({ recorded: true });\nconst origin = await",
      },
    ],
    faults: [],
    breaks: "unfinished",
  },
};
