import { closest, distance } from 'fastest-levenshtein';

/** The known word that was probably meant; undefined where none is near. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const near = closest(word, known);
  return known.length > 0 && distance(word, near) <= Math.max(2, word.length / 4) ? near : undefined;
}
