/**
 * The number at a place of a list that is known to have it.
 * @throws RangeError when it has not: a bug, never a fact about the world
 */
export function numberAt(numbers: ArrayLike<number>, place: number): number {
  const value = numbers[place];
  if (value === undefined) throw new RangeError(`There is no number at the place ${place}`);
  return value;
}
