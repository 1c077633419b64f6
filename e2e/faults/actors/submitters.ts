// A submitter as a process of its own, which is never killed.
import { join } from "node:path";
import { Ledger } from "../ledger/ledger.ts";
import { serve } from "./actor.ts";
import { Session, type User } from "./session.ts";
import { Submitter, type Load } from "./submitter.ts";

let submitter: Submitter | undefined;

serve({
  async begin({
    folder,
    url,
    user,
    load,
  }: {
    folder: string;
    url: string;
    user: User;
    load: Load;
  }) {
    const ledger = new Ledger(join(folder, `${load.name}.ledger`));
    submitter = new Submitter(new Session(url, user), ledger, load);
    submitter.start();
  },
  async stop() {
    await submitter?.stop();
  },
  async settle({ withinMs }: { withinMs: number }) {
    return await submitter?.settle(withinMs);
  },
});
