/** Which files of a diff are open at first, and how many of their lines are shown, so that a diff of any size is shown at once. */
import type { DiffFile } from './diff-lines.ts';

/** Lines of a file that are shown at first, and so many more with each press. */
export const linesAtFirst = 300;
export const linesMore = 2_000;
/** Files on one page of a diff. */
export const filesOnPage = 100;
/** Lines that all open files of a page have together at first. */
const openLines = 1_500;
/** Characters of one line that are shown: a bundle may be one line. */
export const longestLine = 2_000;

/** By file: whether it is open at first. The first one always is. */
export function openAtFirst(files: readonly DiffFile[]): boolean[] {
  let left = openLines;
  return files.map(({ lines }, at) => {
    const shown = Math.min(lines.length, linesAtFirst);
    if (at > 0 && shown > left) return false;
    left -= shown;
    return true;
  });
}
