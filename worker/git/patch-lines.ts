/**
 * Reads a patch of git in parts of any size, with a memory that does not grow with it. The lines of a hunk are read by the numbers in its
 * head, so that a removed line such as `-- a/file`, which stands in the patch as `--- a/file`, is not taken for the head of a file.
 * The libraries that read patches take them as one text, know no quoted names and no binary files, and lose modes or renames.
 */

export interface PatchEvents {
  /** A line before the first hunk of a file, or the head of a hunk; without its line feed. */
  readonly onHead: (line: Buffer) => void;
  /** Bytes of the lines of a hunk, in parts. */
  readonly onLines: (bytes: Buffer) => void;
  /** Of these bytes those that were added or removed, with their signs, and with the marks that no line feed follows. */
  readonly onChanged: (bytes: Buffer) => void;
  /** For each line, before its bytes. */
  readonly onSign: (sign: '+' | '-') => void;
}

export interface PatchLines {
  add(bytes: Buffer): void;
  /** Whether what was read ends where a patch may end. */
  isWhole(): boolean;
}

const newline = 0x0a;
const [plus, minus, backslash] = [0x2b, 0x2d, 0x5c];

export function readPatch(events: PatchEvents): PatchLines {
  const head = headReader(events);
  const hunk = hunkReader(events);
  return {
    add(bytes) {
      let at = 0;
      while (at < bytes.length) {
        const isLine = !head.isOpen() && hunk.isNext(bytes[at] ?? 0);
        at = isLine ? hunk.take(bytes, at) : head.take(bytes, at, hunk.begin);
      }
    },
    isWhole: () => !head.isOpen() && hunk.isOver(),
  };
}

function headReader({ onHead }: PatchEvents) {
  let begun: Buffer[] = [];
  return {
    isOpen: () => begun.length > 0,
    /** Answers where the next line begins. */
    take(bytes: Buffer, at: number, onHunk: (before: number, after: number) => void): number {
      const end = bytes.indexOf(newline, at);
      begun.push(bytes.subarray(at, end === -1 ? bytes.length : end));
      if (end === -1) return bytes.length;
      const line = Buffer.concat(begun);
      begun = [];
      const [, before, after] = hunkHead.exec(line.toString('latin1', 0, longestHunkHead)) ?? [];
      if (before !== undefined && after !== undefined) onHunk(linesIn(before), linesIn(after));
      onHead(line);
      return end + 1;
    },
  };
}

/** `@@ -1,3 +1 @@`: a number that is left out is 1. */
const hunkHead = /^@@ -\d+((?:,\d+)?) \+\d+((?:,\d+)?) @@/;
const longestHunkHead = 100;
const linesIn = (comma: string): number => (comma === '' ? 1 : Number(comma.slice(1)));

function hunkReader({ onLines, onChanged, onSign }: PatchEvents) {
  /** Lines that are still to come, of the file before and after. */
  let [before, after] = [0, 0];
  /** Whether a line has begun and not ended, and whether it, or the last one, was added or removed. */
  let [isOpen, isChanged] = [false, false];
  const begin = (sign: number): void => {
    isOpen = true;
    if (sign === backslash) return;
    isChanged = sign === plus || sign === minus;
    if (sign !== plus) before -= 1;
    if (sign !== minus) after -= 1;
    if (isChanged) onSign(sign === plus ? '+' : '-');
  };
  const isNext = (byte: number): boolean => isOpen || before > 0 || after > 0 || byte === backslash;
  return {
    isNext,
    isOver: () => !isOpen && before === 0 && after === 0,
    begin: (linesBefore: number, linesAfter: number): void => {
      [before, after] = [linesBefore, linesAfter];
    },
    /** Takes all lines of the hunk that are there, and answers where they end. */
    take(bytes: Buffer, from: number): number {
      let at = from;
      /** Where the lines begin that are told with the next ones; undefined: none are. */
      let changedFrom: number | undefined;
      while (at < bytes.length && isNext(bytes[at] ?? 0)) {
        if (!isOpen) begin(bytes[at] ?? 0);
        if (isChanged) changedFrom ??= at;
        else if (changedFrom !== undefined) {
          onChanged(bytes.subarray(changedFrom, at));
          changedFrom = undefined;
        }
        const end = bytes.indexOf(newline, at);
        isOpen = end === -1;
        at = isOpen ? bytes.length : end + 1;
      }
      if (changedFrom !== undefined) onChanged(bytes.subarray(changedFrom, at));
      onLines(bytes.subarray(from, at));
      return at;
    },
  };
}
