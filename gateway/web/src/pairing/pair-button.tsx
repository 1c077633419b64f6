import { useSignal } from "@preact/signals";
import type { Branch } from "@printermaster/contracts";
import { session } from "../session/session.ts";
import { PairDialog } from "./pair-dialog.tsx";

/** For those who look after the branch; the server decides by itself. */
export function PairButton({ branch }: { branch: Branch }) {
  const open = useSignal(false);
  const role = session.value?.user.role;
  if (role !== "owner" && role !== "manager") return undefined;
  return (
    <>
      <button type="button" onClick={() => (open.value = true)}>
        Pair an agent
      </button>
      {open.value && <PairDialog branch={branch} onClose={() => (open.value = false)} />}
    </>
  );
}
