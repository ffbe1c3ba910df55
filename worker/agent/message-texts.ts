/**
 * Makes the texts of a pull request from the last message of an agent, which the prompt asks to begin with a title line.
 * Example: 'Greet people\n\nAdds a file.' → title 'Greet people', body 'Adds a file.'. A message of another form is a body without a title.
 */
import { firstLines } from '../text/cut-lines.ts';
import { printedText } from '../text/printed-text.ts';

export interface MessageTexts {
  readonly pr_title?: string;
  readonly pr_body?: string;
  /** The whole message. */
  readonly summary?: string;
}

/** UTF-16 units. */
const longestTitle = 120;
const longestText = 10_000;

export function messageTexts(message: string): MessageTexts {
  const summary = firstLines(printedText(message).trim(), longestText);
  if (summary === '') return {};
  const [first = '', second = '', ...others] = summary.split('\n');
  const title = plainTitle(first);
  const hasTitle = /[\p{L}\p{N}]/u.test(title) && title.length <= longestTitle && second.trim() === '';
  if (!hasTitle) return { summary, pr_body: summary };
  const body = others.join('\n').trim();
  return { summary, pr_title: title, ...(body === '' ? {} : { pr_body: body }) };
}

/** Without the marks of a heading, and of a line in bold. */
const plainTitle = (line: string): string =>
  line
    .trim()
    .replace(/^#{1,6}\s+/, '')
    .replace(/^\*\*([^*]+)\*\*$/, '$1')
    .replace(/^Title:\s*/i, '')
    .trim();
