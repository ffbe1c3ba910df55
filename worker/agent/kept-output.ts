/**
 * Keeps the beginning and the end of what a program prints: the session stands at the beginning, and how the run ended at the end. So
 * a program that floods its output takes a bounded part of the memory.
 */

/** Bytes. */
const longestBeginning = 64 * 1024;
const longestEnd = 8 * 1024 * 1024;
const blockBytes = 64 * 1024;

export interface KeptOutput {
  append(chunk: Buffer): void;
  /** Between beginning and end of an output that was cut stands an empty line, so that no line is put together of two halves. */
  text(): string;
}

export function keepOutput(): KeptOutput {
  const beginning = blocks();
  const end = blocks();
  let left = 0;
  return {
    append(chunk) {
      const room = Math.max(0, longestBeginning - beginning.bytes());
      beginning.add(chunk.subarray(0, room));
      end.add(chunk.subarray(room));
      left += end.dropUntil(longestEnd);
    },
    text: () => Buffer.concat([beginning.all(), Buffer.from(left === 0 ? '' : '\n\n'), end.all()]).toString('utf8'),
  };
}

/** Bytes in blocks, because a program may print its output byte by byte. */
function blocks() {
  const full: Buffer[] = [];
  let last = Buffer.allocUnsafe(blockBytes);
  let used = 0;
  const bytes = (): number => full.length * blockBytes + used;
  return {
    bytes,
    add(chunk: Buffer): void {
      for (let from = 0; from < chunk.length;) {
        const copied = chunk.copy(last, used, from);
        from += copied;
        used += copied;
        if (used < blockBytes) continue;
        full.push(last);
        last = Buffer.allocUnsafe(blockBytes);
        used = 0;
      }
    },
    /** Drops whole blocks from the beginning. Answers the number of bytes that were dropped. */
    dropUntil(most: number): number {
      let dropped = 0;
      for (; bytes() > most && full.length > 0; dropped += blockBytes) full.shift();
      return dropped;
    },
    all: (): Buffer => Buffer.concat([...full, last.subarray(0, used)]),
  };
}
