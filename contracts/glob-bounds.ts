/**
 * Bounds for a glob, so that it is matched in a time that grows no faster than the names do: the process does nothing else meanwhile.
 * Example: `docs/*-*.md` fits, `*a*b*` does not, nor does `{*a,x}{*b,x}{*c,x}`, which stands for `*a*b*c` too.
 */
const mostStars = 2;
const mostAlternatives = 100;
/** To read an open bracket takes a time that grows with the cube of their number. */
const mostBrackets = 20;

/** What to change in the glob; undefined: nothing. */
export function problemOfGlob(glob: string): string | undefined {
  if (glob.includes('{') && glob.includes('..')) return 'must list its alternatives: without ".." in braces';
  if (glob.split('[').length - 1 > mostBrackets) return `must have no more than ${mostBrackets} [`;
  const count = alternativesOf(glob);
  if (count === undefined) return 'must close each brace that it opens, and open each that it closes';
  if (count > mostAlternatives) return `must stand for no more than ${mostAlternatives} alternatives`;
  const names = expand(unescaped(glob)).flatMap((each) => each.split('/').filter((name) => name !== '**'));
  const hasMany = names.some((name) => name.split('*').length - 1 > mostStars);
  return hasMany ? `must have no more than ${mostStars} * in one name` : undefined;
}

/**
 * At most so many: the product of those of all braces. Undefined where braces do not fit together: what such a glob stands for is not
 * what its braces look like, and may be thousands.
 */
export function alternativesOf(glob: string): number | undefined {
  let product = 1;
  const open: number[] = [];
  for (const character of unescaped(glob)) {
    if (character === '{') open.push(1);
    else if (character === ',' && open.length > 0) open.push((open.pop() ?? 0) + 1);
    else if (character === '}') {
      const count = open.pop();
      if (count === undefined) return undefined;
      product *= count;
    }
  }
  return open.length > 0 ? undefined : product;
}

/** A character after a backslash stands for itself. */
const unescaped = (glob: string): string => glob.replaceAll(/\\./g, 'x');

/** @param glob with braces that fit together, and few alternatives */
function expand(glob: string): string[] {
  const innermost = /\{([^{}]*)\}/.exec(glob);
  if (innermost === null) return [glob];
  const [whole, inside = ''] = innermost;
  const [before, after] = [glob.slice(0, innermost.index), glob.slice(innermost.index + whole.length)];
  return inside.split(',').flatMap((each) => expand(`${before}${each}${after}`));
}
