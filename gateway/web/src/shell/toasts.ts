import { signal } from "@preact/signals";

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: "good" | "bad";
}

export const toasts = signal<readonly Toast[]>([]);

const SHOWN_MS = 6_000;
const SHOWN_AT_ONCE = 3;
let last = 0;

export function toast(text: string, tone: Toast["tone"]): void {
  const id = ++last;
  toasts.value = [...toasts.value, { id, text, tone }].slice(-SHOWN_AT_ONCE);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((shown) => shown.id !== id);
}
