import { plainText } from '../../core/text/plain-text.ts';

/**
 * What a program, an agent or a person wrote, as text for a sentence, a page or a commit: without what steers a terminal, and of a line
 * that was written over again and again what stood there last.
 * Example: '\x1b[31mred\x1b[0m\r\n10 %\r20 %\n' → 'red\n20 %\n'.
 */
export const printedText = (printed: string): string => printed.split('\n').map(lastWritten).join('\n').toWellFormed();

/** What a carriage return begins anew; the ones at the end are the ends of lines of other systems. */
function lastWritten(line: string): string {
  if (!line.includes('\r')) return plainText(line);
  const parts = line.split('\r').map(plainText);
  return parts.findLast((part) => part.trim() !== '') ?? '';
}
