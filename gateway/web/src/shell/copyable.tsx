import { useSignal } from "@preact/signals";

/** An id that people carry elsewhere: shown in full, taken with one press. */
export function Copyable({ label, value }: { label: string; value: string }) {
  const copied = useSignal(false);
  const copy = async (): Promise<void> => {
    await write(value);
    copied.value = true;
    setTimeout(() => (copied.value = false), 2_000);
  };
  return (
    <div class="copyable">
      <dt>{label}</dt>
      <dd>
        <code>{value}</code>
        <button
          type="button"
          aria-label={`Copy ${label.toLowerCase()}`}
          onClick={() => void copy()}
        >
          <span aria-live="polite">{copied.value ? "Copied" : "Copy"}</span>
        </button>
      </dd>
    </div>
  );
}

/** Browsers keep `clipboard` from pages of plain HTTP, such as a gateway reached by its LAN address. */
async function write(text: string): Promise<void> {
  if (isSecureContext) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}
