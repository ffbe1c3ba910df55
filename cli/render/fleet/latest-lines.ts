/** The newest decisions about a fleet, for its status. */
import type { LogEntryView } from '../../../contracts/http/fleet.ts';
import { plainLine } from '../../../core/text/plain-text.ts';
import { cutText } from '../cut-text.ts';
import { ageOf, type View } from '../view.ts';

const mostNames = 3;

/** One line per log entry, newest first: how long ago, what, and which targets. */
export function latestLines(entries: readonly LogEntryView[], view: View): string[] {
  if (entries.length === 0) return [];
  const ages = entries.map(({ at }) => `${ageOf(at, view.now)} ago`);
  const width = Math.max(...ages.map(({ length }) => length));
  const lines = entries.map((entry, index) => `    ${(ages[index] ?? '').padStart(width)}  ${sentenceOf(entry)}`);
  return ['  Latest changes:', ...lines.map((line) => cutText(line, view.columns))];
}

/** Example: `2 targets went on to the step merge: web, api`. */
export function sentenceOf({ reason, targets, target_count: count }: LogEntryView): string {
  const named = targets.slice(0, mostNames);
  const more = count > named.length ? `, ${count - named.length} more` : '';
  return plainLine(named.length === 0 ? reason : `${reason.replace(/\.$/, '')}: ${named.join(', ')}${more}`);
}
