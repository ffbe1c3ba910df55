/** How long ago a time was, with one unit: `3m ago`. */
const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/** @param at ISO time; @param now epoch ms */
export function agoWords(at: string, now: number): string {
  const seconds = Math.floor((now - Date.parse(at)) / 1_000);
  const unit = units.find(([, size]) => seconds >= size);
  if (seconds < 5 || unit === undefined) return 'just now';
  return `${Math.floor(seconds / unit[1])}${unit[0]} ago`;
}
