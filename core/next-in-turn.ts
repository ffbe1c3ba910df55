/**
 * Chooses which one of those that wait is served next, as users or the lanes of one user: the one that holds least; among equals
 * the one that follows the last served, in the circle of their names. So each is served before another one is served twice and
 * then holds more.
 * Example: waiting b, c; b holds 1, c holds 1, last served b → c.
 */
export function nextInTurn(
  waiting: readonly string[],
  held: (name: string) => number,
  last: string | undefined,
): string | undefined {
  const least = Math.min(...waiting.map(held));
  const equal = waiting.filter((name) => held(name) === least).sort();
  return equal.find((name) => last !== undefined && name > last) ?? equal[0];
}
