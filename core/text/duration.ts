/**
 * How long something took, as people read it (semantics 17): the two largest units, without fractions.
 * Invariant: never rounds up, so nothing is shown as longer than it was; less than a second, or negative, reads `< 1s`.
 * Example: 154,000 ms → `2m 34s`; 90,061,000 ms → `25h 1m`, as hours are the largest unit.
 */
export function formatDuration(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 1) return '< 1s';
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${seconds % 60}s`;
  return `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

/**
 * The same after the word "about": minutes to the nearest, without seconds, once there are any.
 * Example: 179,000 ms → `3m`; 45,000 ms → `45s`; 3,900,000 ms → `1h 5m`.
 */
export function aboutDuration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}
