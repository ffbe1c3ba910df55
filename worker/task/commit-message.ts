/** The message of a task's commit: the title, what was asked in short, and the trailer. */
import { firstLines } from '../text/cut-lines.ts';
import { trailerKey, type Trailer } from '../git/trailer.ts';
import type { Words } from './words.ts';

/** UTF-16 units of what was asked; the pull request has more of it. */
const longest = 1_000;

export function commitMessage({ title, description, command }: Words, trailer: Trailer): string {
  const asked = [
    description === undefined || description === title ? [] : ['What was asked:', indented(description)],
    command === undefined || title === `Run: ${command}` ? [] : ['Command:', indented(command)],
  ].flat();
  return `${[title, ...asked, `${trailerKey}: ${trailer.value}`].join('\n\n')}\n`;
}

/** So that none of its lines is read as a trailer, or as the beginning of a patch. */
const indented = (text: string): string => firstLines(text, longest).replaceAll(/^(?=.)/gm, '    ');
