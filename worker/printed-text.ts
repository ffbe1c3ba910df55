import { plainText } from '../core/plain-text.ts';

/**
 * What a program printed, as text for a sentence, a page or a commit: without what steers a terminal, and of a line that was written
 * over again and again what stood there last.
 */
export const printedText = (printed: string): string => printed.split('\n').map(lastWritten).join('\n');

/** What a carriage return begins anew; the ones at the end are the ends of lines of other systems. */
const lastWritten = (line: string): string =>
  line
    .split('\r')
    .map(plainText)
    .findLast((part) => part.trim() !== '') ?? '';
