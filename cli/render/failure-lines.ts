import type { TargetView } from '../../contracts/fleet.ts';
import type { View } from './view.ts';

const mostSentences = 5;
const mostNames = 3;

/** One line per sentence that targets failed with: how many, why, and which. `failed` may be the first few of more. */
export function failureLines(failed: readonly TargetView[], view: View): string[] {
  const bySentence = Map.groupBy(failed, (target) => shorten(target.failure?.message ?? 'no reason was given'));
  const lines = [...bySentence].map(([sentence, targets]) => {
    return `  ${view.paint('bad', '✗')} ${targets.length} failed: ${sentence} (${names(targets)})`;
  });
  const more = lines.length - mostSentences;
  return more > 0 ? [...lines.slice(0, mostSentences), `    and ${more} more kinds of failure`] : lines;
}

const names = (targets: readonly TargetView[]): string => {
  const shown = targets.slice(0, mostNames).map(({ repo }) => repo);
  const more = targets.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ');
};

/** The first line of a message; the whole of it is in `fleet targets --output wide` and in the log of the target. */
const shorten = (message: string): string => {
  const line = message.split('\n')[0] ?? '';
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
};
