/** The message of a task's commit: the title, the first part of description and command, and the trailer. */
import { trailerKey, type Trailer } from '../git/trailer.ts';
import { firstLines } from '../text/cut-lines.ts';
import type { ChangeTexts } from './change-texts.ts';

/** UTF-16 units of the description, and of the command. The pull request has more of them. */
const longest = 1_000;

export function commitMessage({ title, description, command }: ChangeTexts, trailer: Trailer): string {
  const asked = [
    description === undefined || description === title ? [] : ['What was asked:', indented(description)],
    command === undefined || title === `Run: ${command}` ? [] : ['Command:', indented(command)],
  ].flat();
  return `${[title, ...asked, `${trailerKey}: ${trailer.value}`].join('\n\n')}\n`;
}

/** Indented, so that git reads none of the lines as a trailer or as the beginning of a patch. */
const indented = (text: string): string => firstLines(text, longest).replaceAll(/^(?=.)/gm, '    ');
