/**
 * Whose turn it is among those that wait: who holds least; among equals, the next one after the one that was served last, in the
 * circle of their names. So whoever waits is served before anybody else is served twice and then holds more.
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
