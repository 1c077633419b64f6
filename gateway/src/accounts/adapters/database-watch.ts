/** Whether the database is away. That it was there a moment ago proves nothing; that it was away is believed for a while. */
const AWAY_MS = 2000;

export function watchDatabase(answers: () => Promise<boolean>, now: () => Date) {
  let awayUntil = 0;
  let asking: Promise<boolean> | undefined;
  const ask = async (): Promise<boolean> => {
    const away = !(await answers());
    if (away) awayUntil = now().getTime() + AWAY_MS;
    return away;
  };
  return async (): Promise<boolean> => {
    if (now().getTime() < awayUntil) return true;
    // However many want to know, it is asked once.
    asking ??= ask().finally(() => (asking = undefined));
    return await asking;
  };
}
