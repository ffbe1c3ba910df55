import { stripVTControlCharacters } from 'node:util';

/**
 * What a program printed, as text for a sentence, a page or a commit: without the sequences and characters that steer a terminal. Of a
 * line that was written over again and again, what stood there last.
 */
export const plainText = (printed: string): string =>
  stripVTControlCharacters(printed)
    .split('\n')
    .map(lastWritten)
    .join('\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '');

/** What a carriage return begins anew; the ones at the end are the ends of lines of other systems. */
const lastWritten = (line: string): string => line.split('\r').findLast((part) => part !== '') ?? '';
