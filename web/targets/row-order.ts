/** The next and the previous of the rows that are shown. */

/** The ordinal so many rows from the cursor; the first row where there is no cursor; the last one reached where there are no more. */
export function ordinalFrom(ordinals: readonly number[], cursor: number | undefined, by: number): number | undefined {
  const at = cursor === undefined ? -1 : ordinals.indexOf(cursor);
  if (at === -1) return ordinals[0];
  return ordinals[Math.min(ordinals.length - 1, Math.max(0, at + by))];
}

/** How far a key of the keyboard goes in a list of which so many rows are seen; undefined: it does not move. */
export function stepOfKey(key: string, seen: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: seen,
    PageUp: -seen,
    Home: -Infinity,
    End: Infinity,
  };
  return steps[key];
}

/** The targets before and after one in the list; where a filter does not show it, those around its place. */
export function neighbours(ordinals: readonly number[], ordinal: number): { before?: number; after?: number } {
  const before = ordinals.findLast((each) => each < ordinal);
  const after = ordinals.find((each) => each > ordinal);
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}
