/** Cuts what a program prints into lines as it comes. A line without an end takes a bounded part of the memory. */
import { StringDecoder } from 'node:string_decoder';

/** UTF-16 units; what a longer line has beyond them is left out. */
const longestLine = 1024 * 1024;

export interface LineByLine {
  append(chunk: Buffer): void;
  /** Takes the last line, which may have no end. */
  end(): void;
}

/** @param take called with each line, without its end */
export function lineByLine(take: (line: string) => void): LineByLine {
  const decoder = new StringDecoder('utf8');
  let begun = '';
  const lengthen = (text: string): void => {
    begun += text.slice(0, longestLine - begun.length);
  };
  const add = (text: string): void => {
    const [first = '', ...others] = text.split('\n');
    lengthen(first);
    for (const line of others) {
      take(begun);
      begun = '';
      lengthen(line);
    }
  };
  return {
    append(chunk) {
      add(decoder.write(chunk));
    },
    end() {
      add(decoder.end());
      if (begun !== '') take(begun);
      begun = '';
    },
  };
}
