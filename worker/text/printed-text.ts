/**
 * Text that a program, an agent or a person wrote, made ready for a sentence, a page or a commit: without terminal instructions, and
 * of a line that was overwritten after a carriage return, as progress bars do, only the last version.
 * Example: '\x1b[31mred\x1b[0m\r\n10 %\r20 %\n' → 'red\n20 %\n'.
 */
import { plainText } from '../../core/text/plain-text.ts';

export const printedText = (printed: string): string => printed.split('\n').map(lastWritten).join('\n').toWellFormed();

/** A carriage return begins the line anew. Carriage returns at the end of a line belong to the line ends of Windows. */
function lastWritten(line: string): string {
  if (!line.includes('\r')) return plainText(line);
  const parts = line.split('\r').map(plainText);
  return parts.findLast((part) => part.trim() !== '') ?? '';
}
