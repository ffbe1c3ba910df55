/** Finds the word that a misspelt one was meant to be. */
import { closest, distance } from 'fastest-levenshtein';

/** The known word that is most like this one; undefined when none is near enough. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const near = closest(word, known);
  return known.length > 0 && distance(word, near) <= Math.max(2, word.length / 4) ? near : undefined;
}
