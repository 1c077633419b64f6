export const row = (...cells: (string | number)[]): string => `| ${cells.join(" | ")} |`;

export const table = (head: readonly string[], rows: readonly string[]): string =>
  [row(...head), `|${"---|".repeat(head.length)}`, ...rows].join("\n");

export const ms = (value: number): string => value.toFixed(2);
export const times = (value: number): string => `${value.toFixed(2)} ×`;
export const whole = (value: number): string => Math.round(value).toLocaleString("en-GB");
