import { useSignal } from "@preact/signals";

/** For what cannot be undone: asks once more, in the same place. */
export function SureButton({ label, onSure }: { label: string; onSure: () => void }) {
  const asked = useSignal(false);
  if (!asked.value)
    return (
      <button type="button" onClick={() => (asked.value = true)}>
        {label}
      </button>
    );
  return (
    <span class="sure">
      <button type="button" class="primary" onClick={() => ((asked.value = false), onSure())}>
        Yes, {label.toLowerCase()}
      </button>{" "}
      <button type="button" onClick={() => (asked.value = false)}>
        No
      </button>
    </span>
  );
}
