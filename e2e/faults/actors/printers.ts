// All printers of a run, as one process that is never killed.
import { join } from "node:path";
import { Ledger } from "../ledger/ledger.ts";
import { serve } from "./actor.ts";
import { Printer, type Behaviour } from "./printer.ts";

const printers = new Map<string, Printer>();

serve({
  /** Answers the ports. */
  async begin({ folder, ids }: { folder: string; ids: readonly string[] }) {
    for (const id of ids) {
      const printer = new Printer(id, new Ledger(join(folder, `${id}.ledger`)));
      printers.set(id, printer);
      await printer.switchOn();
    }
    return Object.fromEntries([...printers.values()].map(({ id, port }) => [id, port]));
  },

  async behave({ id, behaviour }: { id: string; behaviour: Behaviour }) {
    await printers.get(id)?.behave(behaviour);
  },
});
