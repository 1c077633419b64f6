const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const date = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** The day is named only when it is not today. */
export function Time({ at }: { at: string }) {
  const when = new Date(at);
  const today = when.toDateString() === new Date().toDateString();
  return (
    <time dateTime={at} title={date.format(when)}>
      {(today ? clock : date).format(when)}
    </time>
  );
}

export const clockTime = (at: string): string => clock.format(new Date(at));
