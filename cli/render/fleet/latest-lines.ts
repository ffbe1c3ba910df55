import type { LogEntryView } from '../../../contracts/http/fleet.ts';
import { plainLine } from '../../../core/text/plain-text.ts';
import { ageOf } from '../age.ts';
import { cutText } from '../cut-text.ts';
import type { View } from '../view.ts';

const mostNames = 3;

/** What changed last, the newest first: when, what, and to which targets. */
export function latestLines(entries: readonly LogEntryView[], view: View): string[] {
  if (entries.length === 0) return [];
  const ages = entries.map(({ at }) => `${ageOf(at, view.now)} ago`);
  const width = Math.max(...ages.map(({ length }) => length));
  const lines = entries.map((entry, index) => `    ${(ages[index] ?? '').padStart(width)}  ${sentenceOf(entry)}`);
  return ['  What changed last:', ...lines.map((line) => cutText(line, view.columns))];
}

function sentenceOf({ reason, targets, target_count: count }: LogEntryView): string {
  const named = targets.slice(0, mostNames);
  const more = count > named.length ? `, ${count - named.length} more` : '';
  return plainLine(named.length === 0 ? reason : `${reason.replace(/\.$/, '')}: ${named.join(', ')}${more}`);
}
