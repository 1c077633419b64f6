import { dismiss, toasts } from "./toasts.ts";

export const ToastList = () => (
  <ul class="toasts" role="status" aria-label="Messages">
    {toasts.value.map(({ id, text, tone }) => (
      <li key={id} class={`toast ${tone}`}>
        {text}
        <button type="button" class="plain" aria-label="Dismiss" onClick={() => dismiss(id)}>
          ×
        </button>
      </li>
    ))}
  </ul>
);
