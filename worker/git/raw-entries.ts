/**
 * Reads the list of files that stands before the patch in the output of `git diff-tree --raw --patch -z`: parts that end with a NUL, and an
 * empty one after the last. Names stand there as they are, while a patch quotes them.
 */

export interface RawEntry {
  /** Letter of git: A, D, M, T, R or C. */
  readonly status: string;
  readonly modeBefore: string;
  readonly mode: string;
  /** The id of its content; zeros where it was deleted. */
  readonly content: string;
  /** Each byte as one character, since names need not be UTF-8. */
  readonly path: string;
  /** Of one that was renamed or copied. */
  readonly pathBefore: string | undefined;
}

export interface RawEntries {
  /** Answers the bytes behind the list; undefined while the list goes on. */
  add(bytes: Buffer): Buffer | undefined;
}

export function readRawEntries(onEntry: (entry: RawEntry) => void): RawEntries {
  let begun = Buffer.alloc(0);
  let parts: string[] = [];
  let isOver = false;
  const takePart = (part: string): void => {
    parts.push(part);
    const entry = entryOf(parts);
    if (!entry) return;
    onEntry(entry);
    parts = [];
  };
  return {
    add(bytes) {
      if (isOver) return bytes;
      const text = Buffer.concat([begun, bytes]);
      let from = 0;
      for (let end = text.indexOf(0); end !== -1; end = text.indexOf(0, from)) {
        isOver = parts.length === 0 && end === from;
        if (isOver) return text.subarray(end + 1);
        takePart(text.toString('latin1', from, end));
        from = end + 1;
      }
      begun = text.subarray(from);
      return undefined;
    },
  };
}

/** Undefined: further parts belong to it. */
function entryOf([meta = '', first, second]: readonly string[]): RawEntry | undefined {
  const [modeBefore = '', mode = '', , content = '', letters = ''] = meta.slice(1).split(' ');
  const status = letters.slice(0, 1);
  const isMoved = status === 'R' || status === 'C';
  const path = isMoved ? second : first;
  return path === undefined ? undefined : { status, modeBefore, mode, content, path, pathBefore: isMoved ? first : undefined };
}
