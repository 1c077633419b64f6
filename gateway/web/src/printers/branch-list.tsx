import type { Branch } from "@printermaster/contracts";
import { printers } from "../live/board.ts";
import { PairButton } from "../pairing/pair-button.tsx";
import { byBranch } from "./fleet.ts";
import { PrinterCard } from "./printer-card.tsx";

export function BranchList({ branches }: { branches: readonly Branch[] }) {
  if (printers.value === undefined) return <p class="quiet">Loading printers…</p>;
  return (
    <>
      {byBranch(branches, printers.value).map(({ branch, printers }) => (
        <section key={branch.id} class="branch" aria-labelledby={`branch-${branch.id}`}>
          <div class="branch-head">
            <h2 id={`branch-${branch.id}`}>{branch.name}</h2>
            <PairButton branch={branch} />
          </div>
          {printers.length === 0 && (
            <p class="quiet">No printers yet. They appear when the branch's agent connects.</p>
          )}
          <div class="cards">
            {printers.map((printer) => (
              <PrinterCard key={printer.printerId} printer={printer} />
            ))}
          </div>
        </section>
      ))}
    </>
  );
}
