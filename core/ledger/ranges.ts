/** Ordinals as ranges, both ends included: a bulk decision is one log entry, whatever its size. Example: [1,2,3,7] → [[1,3],[7,7]]. */
export function rangesOf(ordinals: readonly number[]): (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (const ordinal of [...ordinals].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && ordinal <= last[1] + 1) last[1] = ordinal;
    else ranges.push([ordinal, ordinal]);
  }
  return ranges;
}
