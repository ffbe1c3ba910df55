/** Reads what `git cat-file --batch` prints, in parts of any size: for each object a line with its id, type and size, then its bytes. */

export interface ObjectReader {
  add(bytes: Buffer): void;
}

const newline = 0x0a;
/** Bytes. */
const longestLine = 1_024;

/** @param onBytes gets the bytes of each object, in order; an object without bytes is not told */
export function readObjects(onBytes: (id: string, bytes: Buffer) => void): ObjectReader {
  let line = '';
  let id = '';
  let left = 0;
  /** Whether the newline after an object is still to come. */
  let isAtEnd = false;
  const takeLine = (bytes: Buffer): Buffer => {
    const end = bytes.indexOf(newline);
    const part = end === -1 ? bytes : bytes.subarray(0, end);
    if (line.length < longestLine) line += part.toString('latin1');
    if (end === -1) return bytes.subarray(bytes.length);
    const [, name, size] = /^([0-9a-f]+) \w+ (\d+)$/.exec(line) ?? [];
    line = '';
    // An object that is missing has a line and nothing else.
    if (name !== undefined && size !== undefined) {
      [id, left, isAtEnd] = [name, Number(size), true];
    }
    return bytes.subarray(end + 1);
  };
  const takeObject = (bytes: Buffer): Buffer => {
    if (left > 0) {
      const part = bytes.subarray(0, left);
      onBytes(id, part);
      left -= part.length;
      return bytes.subarray(part.length);
    }
    isAtEnd = false;
    return bytes.subarray(1);
  };
  return {
    add(given) {
      let bytes = given;
      while (bytes.length > 0) bytes = isAtEnd ? takeObject(bytes) : takeLine(bytes);
    },
  };
}
