/** What a picture of a graph leaves out, in words. */

/** @param leftOut arrows for which there is no room @param against arrows between groups that wait for each other's targets */
export function notDrawnWords(leftOut: number, against: number): string[] {
  const are = (count: number): string => (count === 1 ? '1 dependency is' : `${count} dependencies are`);
  return [
    ...(leftOut > 0 ? [`${are(leftOut)} not drawn: there are too many.`] : []),
    ...(against > 0 ? [`${are(against)} not drawn: these groups wait for each other's targets. Open them to see which.`] : []),
  ];
}
