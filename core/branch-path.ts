/**
 * The rule of git about dots in a branch's name: a part has no two dots in a row, no dot at either end, no `.lock` at its end.
 * Which characters a part may have is checked elsewhere.
 * Example: `auto/slog` is a name, `auto//slog`, `a/.b`, `a.` and `a.lock/b` are not.
 */
const trap = /\.\.|^\.|\.$|\.lock$/;

/** @param part the text between two slashes */
export const isBranchPart = (part: string): boolean => part !== '' && !trap.test(part);

/** @param path parts with slashes between them */
export const isBranchPath = (path: string): boolean => path.split('/').every(isBranchPart);
