/** Colours of this product. They carry a random seal, so that a text from elsewhere cannot bring colours or other instructions along. */
import { randomInt } from 'node:crypto';
import { inspect } from 'node:util';
import { plainText } from '../../core/text/plain-text.ts';

export type Style = 'good' | 'bad' | 'busy' | 'faint' | 'strong';

const styles = { good: 'green', bad: 'red', busy: 'cyan', faint: 'dim', strong: 'bold' } as const satisfies Record<Style, string>;

/** Random for each process, so that no text from elsewhere can contain it. */
const seal = `${randomInt(1_000, 10_000)};${randomInt(1_000, 10_000)}`;
const sealed = (code: string | number): string => `\u001B[${code};${seal}m`;
const ourColour = new RegExp(`\\u001B\\[([\\d;]+);${seal}m`);

/** Colours a text. `terminalText` keeps the colour, and libraries that measure text ignore it. */
export function paint(style: Style, text: string): string {
  const [on, off] = inspect.colors[styles[style]] ?? [0, 0];
  return `${sealed(on)}${text}${sealed(off)}`;
}

/** Makes a text safe for a terminal: keeps sealed colours, text, line ends and tabs, and removes the rest. */
export const terminalText = (text: string): string =>
  text
    .split(ourColour)
    .map((part, index) => (index % 2 === 0 ? plainText(part) : `\u001B[${part}m`))
    .join('');

/** Seals the colours of a library's output. The library must have got nothing but `terminalText`. */
export const sealColours = (text: string): string =>
  text.replaceAll(/\u001B\[([\d;]*)m/g, (_, codes: string) => sealed(codes === '' ? 0 : codes));
