/**
 * The paths that a misspelt reference may mean. A reference of so many names is compared with the last names of each path, as a
 * reference leaves out the groups around it.
 */
import { distance } from 'fastest-levenshtein';

const most = 3;
/** No path is suggested for a longer one: the time to compare texts grows with their lengths. */
const longestMisspelt = 200;

/** Nearest first, three at most: half of the characters may differ, and one more than those of the nearest. */
export function nearestPaths(reference: string, paths: readonly string[]): readonly string[] {
  const written = reference.split('/').filter((name) => name !== '' && name !== '.' && name !== '..');
  const meant = written.join('/');
  if (meant === '' || meant.length > longestMisspelt) return [];
  const farthest = Math.ceil(meant.length / 2);
  const near = paths.flatMap((path) => {
    const end = lastNames(path, written.length);
    if (Math.abs(end.length - meant.length) > farthest) return [];
    const far = distance(end.toLowerCase(), meant.toLowerCase());
    return far <= farthest ? [{ path, far }] : [];
  });
  near.sort((a, b) => a.far - b.far || a.path.length - b.path.length);
  const nearest = near[0]?.far ?? 0;
  return near
    .filter(({ far }) => far <= nearest + 1)
    .slice(0, most)
    .map(({ path }) => path);
}

function lastNames(path: string, count: number): string {
  let start = path.length;
  for (let left = count; left > 0 && start > 0; left -= 1) start = path.lastIndexOf('/', start - 1);
  return path.slice(start + 1);
}
