/**
 * What can be a part of a branch's name, besides which characters: git refuses two dots, a dot at either end, and `.lock`.
 * Example: `auto/slog` can, `auto//slog`, `a/.b`, `a.` and `a.lock/b` cannot.
 */
const trap = /\.\.|^\.|\.$|\.lock$/;

/** @param part what stands between two slashes */
export const isBranchPart = (part: string): boolean => part !== '' && !trap.test(part);

/** @param path parts with slashes between them */
export const isBranchPath = (path: string): boolean => path.split('/').every(isBranchPart);
