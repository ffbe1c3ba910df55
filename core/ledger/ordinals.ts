/**
 * Arrays of a ledger by ordinal: the value of one target, the targets for which something holds, and lists of them in short.
 * Example: ordinalsWhere(['PENDING', 'RUNNING', 'PENDING'], (status) => status === 'PENDING') → [0, 2], as ranges [[0, 0], [2, 2]].
 */

/**
 * The value at an ordinal that the ledger is known to have.
 * @throws RangeError when it has not: a bug, never a fact about the world
 */
export function at<T>(values: readonly T[], ordinal: number): T {
  const value = values[ordinal];
  if (value === undefined) throw new RangeError(`No target has the ordinal ${ordinal}`);
  return value;
}

/** Ordinals of the values for which `holds` is true, in ascending order. */
export function ordinalsWhere<T>(values: readonly T[], holds: (value: T, ordinal: number) => boolean): number[] {
  return values.flatMap((value, ordinal) => (holds(value, ordinal) ? [ordinal] : []));
}

/** Ordinals as ranges, both ends included: a decision about many targets is one short log entry. Example: [1,2,3,7] → [[1,3],[7,7]]. */
export function rangesOf(ordinals: readonly number[]): (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (const ordinal of [...ordinals].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && ordinal <= last[1] + 1) last[1] = ordinal;
    else ranges.push([ordinal, ordinal]);
  }
  return ranges;
}

/** All ordinals of these ranges, both ends included. */
export const ordinalsIn = (ranges: readonly (readonly [number, number])[]): number[] =>
  ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, after) => from + after));
