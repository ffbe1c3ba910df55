/** UTF-16 units of a path that a sentence shows. A path may have 584: eight groups and a name. */
const shown = 100;

/** A path as a sentence shows it: of a long one the end, because that tells targets apart. Example: '…payments/api'. */
export const shortenPath = (path: string): string => (path.length <= shown ? path : `…${path.slice(1 - shown)}`);
