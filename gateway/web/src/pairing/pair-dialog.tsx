import { useSignal, type Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Branch, CreatePairingCode, PairingCode } from "@printermaster/contracts";
import { inWords, postJson } from "../session/http.ts";
import { Copyable } from "../shell/copyable.tsx";
import { remainingInWords } from "./remaining.ts";

interface Asked {
  readonly branch: Branch;
  /** Of a machine that was installed anew: it keeps its id. */
  readonly device?: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}

export function PairDialog({ branch, device, onClose }: Asked) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const pairing = useSignal<PairingCode | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);
  const ask = (): void => void askForCode(branch, device?.id, pairing, problem);
  useEffect(ask, [branch.id, device?.id]);
  return (
    <dialog ref={dialog} class="pairing" aria-labelledby="pairing-title" onClose={onClose}>
      <div class="job-head">
        <h2 id="pairing-title">
          {device ? `Pair ${device.name} anew` : `Pair an agent with ${branch.name}`}
        </h2>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      {problem.value && (
        <p class="notice bad" role="alert">
          {problem.value}
        </p>
      )}
      {pairing.value && <Code key={pairing.value.code} pairing={pairing.value} onAgain={ask} />}
    </dialog>
  );
}

async function askForCode(
  { id: branchId }: Branch,
  deviceId: string | undefined,
  pairing: Signal<PairingCode | undefined>,
  problem: Signal<string | undefined>,
): Promise<void> {
  try {
    const wanted: CreatePairingCode = { branchId, deviceId };
    pairing.value = await postJson<PairingCode>("/v1/pairing-codes", { body: wanted });
    problem.value = undefined;
  } catch (error) {
    problem.value = inWords(error);
  }
}

function Code({ pairing, onAgain }: { pairing: PairingCode; onAgain: () => void }) {
  const left = useRemaining(pairing.expiresAt);
  if (left === undefined)
    return (
      <p>
        This code has run out.{" "}
        <button type="button" class="primary" onClick={onAgain}>
          New code
        </button>
      </p>
    );
  return (
    <>
      <p>
        Type this code on the machine that stands beside the printers. It is good for one agent.
      </p>
      <p class="code" data-pairing-code>
        {pairing.code}
      </p>
      <p class="quiet" role="timer">
        {left} left
      </p>
      <dl>
        <Copyable label="Command" value={`printermaster-agent pair ${pairing.code}`} />
      </dl>
    </>
  );
}

function useRemaining(expiresAt: string): string | undefined {
  const left = useSignal(remainingInWords(expiresAt, Date.now()));
  useEffect(() => {
    const timer = setInterval(() => (left.value = remainingInWords(expiresAt, Date.now())), 250);
    return () => clearInterval(timer);
  }, [expiresAt]);
  return left.value;
}
