/** What the relay of this process has done since its start, for health pages and logs. */
export const newCounts = () => ({
  // As the gateway that serves the client.
  pollsRelayed: 0,
  pollsAnswered: 0,
  pollsCanceled: 0,
  pollsUnanswered: 0,
  pollsRefused: 0,
  bodiesTooLarge: 0,
  sessionsUnknown: 0,
  tunnelsDug: 0,
  tunnelsRefused: 0,
  tunnelsOverflowed: 0,
  // As the gateway that owns the session.
  pollsServed: 0,
  tunnelsServed: 0,
  // As either.
  tunnelsTorn: 0,
  peersLost: 0,
});
export type Counts = ReturnType<typeof newCounts>;
