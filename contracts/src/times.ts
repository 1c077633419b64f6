/** Times travel as ISO 8601 in UTC; rules reckon with milliseconds. */
export const msOf = (time: string): number => Date.parse(time);
