/** Commits jobs and tells each id once it is on disk, until it is killed. */
import { writeSync } from "node:fs";
import { SqliteSpool } from "../src/adapters/sqlite-spool.ts";

const spool = new SqliteSpool(process.argv[2] ?? "", () => 0);
for (let number = 0; ; number++) {
  const jobId = `job${number}`;
  const job = {
    session: "session1",
    jobId,
    attempt: 1,
    printerId: "kitchen",
    class: "receipt" as const,
    document: { kind: "text" as const, text: "x".repeat(2000) },
    correlationId: jobId,
    expiresAt: "2030-01-01T00:00:00.000Z",
  };
  spool.commit(jobId, [{ type: "JobSpooled", job, at: 0 }]);
  writeSync(1, `${jobId}\n`);
}
