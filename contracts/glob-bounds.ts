/**
 * Bounds for a glob of paths, so that it is matched in a time that grows no faster than the names do: a worker does nothing else meanwhile.
 * Example: `docs/*-*.md` fits, `*a*b*` does not.
 */
const mostStars = 2;
const mostAlternatives = 100;

/** What to change in the glob; undefined: nothing. */
export function problemOfGlob(glob: string): string | undefined {
  const parts = glob.split(/[/{},]/).filter((part) => part !== '**');
  if (parts.some((part) => part.split('*').length - 1 > mostStars)) return `must have no more than ${mostStars} * in one name`;
  if (glob.includes('{') && glob.includes('..')) return 'must list its alternatives: without ".." in braces';
  return alternativesOf(glob) > mostAlternatives ? `must stand for no more than ${mostAlternatives} alternatives` : undefined;
}

/** At most so many: the product of those of all braces. */
function alternativesOf(glob: string): number {
  let product = 1;
  const open: number[] = [];
  for (const character of glob) {
    if (character === '{') open.push(1);
    else if (character === ',' && open.length > 0) open.push((open.pop() ?? 0) + 1);
    else if (character === '}') product *= open.pop() ?? 1;
  }
  return product;
}
