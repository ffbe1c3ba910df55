import { randomInt } from 'node:crypto';
import { inspect } from 'node:util';
import { plainText } from '../../core/text/plain-text.ts';

export type Style = 'good' | 'bad' | 'busy' | 'faint' | 'strong';

const styles = { good: 'green', bad: 'red', busy: 'cyan', faint: 'dim', strong: 'bold' } as const satisfies Record<Style, string>;

/** Drawn anew by each process, so that no text which came from elsewhere can hold a colour of ours. */
const seal = `${randomInt(1_000, 10_000)};${randomInt(1_000, 10_000)}`;
const sealed = (code: string | number): string => `\u001B[${code};${seal}m`;
const ourColour = new RegExp(`\\u001B\\[([\\d;]+);${seal}m`);

/** A text in a colour of ours, which `terminalText` lets pass. It measures as long as the text itself. */
export function paint(style: Style, text: string): string {
  const [on, off] = inspect.colors[styles[style]] ?? [0, 0];
  return `${sealed(on)}${text}${sealed(off)}`;
}

/** What a terminal may be sent: our own colours, and of everything else only text, lines and tabs. */
export const terminalText = (text: string): string =>
  text
    .split(ourColour)
    .map((part, index) => (index % 2 === 0 ? plainText(part) : `\u001B[${part}m`))
    .join('');

/** Makes the colours of a text ours: for what a library coloured that was given nothing but `terminalText`. */
export const sealColours = (text: string): string =>
  text.replaceAll(/\u001B\[([\d;]*)m/g, (_, codes: string) => sealed(codes === '' ? 0 : codes));
