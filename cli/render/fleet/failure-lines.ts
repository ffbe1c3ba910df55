/** The failures of a fleet, one line per different sentence. */
import type { TargetView } from '../../../contracts/http/fleet.ts';
import { cutText } from '../cut-text.ts';
import type { View } from '../view.ts';

const mostSentences = 5;
const mostNames = 3;
const longestSentence = 120;
const shortestSentence = 30;
/** Width of the mark before the sentence. */
const margin = 4;

/** Each line says how many targets failed with a sentence, and which. `failed` may hold only the first of the failed targets. */
export function failureLines(failed: readonly TargetView[], view: View): string[] {
  const lines = [...Map.groupBy(failed, sentenceOf)].map(([sentence, targets]) => {
    const [start, end] = [`${targets.length} failed: `, ` (${namesOf(targets)})`];
    const room = Math.min(longestSentence, view.columns - start.length - end.length - margin);
    return `  ${view.paint('bad', '✗')} ${start}${cutText(sentence, Math.max(shortestSentence, room))}${end}`;
  });
  const more = lines.length - mostSentences;
  return more > 0 ? [...lines.slice(0, mostSentences), `    and ${more} more kinds of failure`] : lines;
}

/** The first line of the reason that a target failed for. */
export const sentenceOf = ({ failure }: TargetView): string =>
  failure?.message.trimStart().split('\n')[0] ?? 'no reason was given';

/** `acme/gateway, acme/ledger, 3 more`: repositories, or paths of targets where two of them are in one repository. */
export const namesOf = (targets: readonly TargetView[]): string => {
  const repositories = new Set(targets.map(({ repo }) => repo));
  const names = repositories.size < targets.length ? targets.map(({ path }) => path) : [...repositories];
  const shown = names.slice(0, mostNames);
  const more = names.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ');
};
