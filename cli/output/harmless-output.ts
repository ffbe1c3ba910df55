/** Makes the output of a program safe to show at a terminal. */
import { plainText } from '../../core/text/plain-text.ts';

const colour = /(\u001B\[[\d;:]*m)/;

/**
 * Keeps the text, and its colours if `coloured`. Every other instruction to the terminal is removed. A progress bar that
 * overwrites its line becomes several lines.
 */
export function harmlessOutput(text: string, coloured: boolean): string {
  const parts = text.replaceAll(/\r+\n?/g, '\n').split(colour);
  const kept = parts.map((part, index) => (index % 2 === 0 ? plainText(part) : coloured ? part : '')).join('');
  return coloured && parts.length > 1 ? `${kept}\u001B[0m` : kept;
}
