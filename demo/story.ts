/** Prints the demo: headings, sentences, and commands as a person types them. Without colours when the output is no terminal. */
import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

export const wantsColour = (): boolean => paint('bold', '') !== '';

/** Without colour when standard output is no terminal, or with NO_COLOR. */
const paint = (format: Format, text: string): string => styleText(format, text, { stream: process.stdout });

let chapter = 0;

export function beginChapter(title: string): void {
  chapter += 1;
  print(`\n${paint('bold', `${chapter}  ${title}`)}`);
}

export const title = (text: string): void => {
  print(paint('bold', text));
};

export const say = print;

export const whisper = (text: string): void => {
  print(paint('dim', text));
};

/** Shows a command line that the demo runs next, or that the reader can run. */
export const showCommand = (...lines: readonly string[]): void => {
  print(paint('cyan', `$ ${lines.join(' \\\n    ')}`));
};

/** A word as a shell reads it: in quotes if needed. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
