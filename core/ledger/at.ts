/**
 * The value at an ordinal that the ledger is known to have.
 * @throws RangeError when it has not: a bug, never a fact about the world
 */
export function at<T>(values: readonly T[], ordinal: number): T {
  const value = values[ordinal];
  if (value === undefined) throw new RangeError(`No target has the ordinal ${String(ordinal)}`);
  return value;
}
