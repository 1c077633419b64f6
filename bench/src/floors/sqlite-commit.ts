import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Floor } from "./floor.ts";

const ROW_BYTES = 4096;

/** One row, committed as the agent's spool commits: write-ahead log, fsync at every commit. */
export const sqliteCommit: Floor = {
  name: "sqlite-commit",
  async setup({ folder }) {
    const database = new DatabaseSync(join(folder, "floor.sqlite"));
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    database.exec("CREATE TABLE row (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT");
    const insert = database.prepare("INSERT INTO row (body) VALUES (?)");
    const row = new Uint8Array(ROW_BYTES);
    return {
      async once() {
        insert.run(row);
      },
      close: async () => database.close(),
    };
  },
};
