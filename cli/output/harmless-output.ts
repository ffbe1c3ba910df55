import { plainText } from '../../core/text/plain-text.ts';

const colour = /(\u001B\[[\d;:]*m)/;

/**
 * What a program printed, for a terminal: its colours, where they are wanted, and nothing else that would steer the terminal. A
 * progress bar, which writes over its line, comes as lines.
 */
export function harmlessOutput(text: string, coloured: boolean): string {
  const parts = text.replaceAll(/\r+\n?/g, '\n').split(colour);
  const kept = parts.map((part, index) => (index % 2 === 0 ? plainText(part) : coloured ? part : '')).join('');
  return coloured && parts.length > 1 ? `${kept}\u001B[0m` : kept;
}
