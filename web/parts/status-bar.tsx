/** How the targets of a fleet, or of a part of it, stand: a bar with a stretch for each status. */
import type { StatusCounts } from '../../core/fleet.ts';
import { barOrder, statusSlug, targetWords } from '../words/status-words.ts';

/** Example: `9 succeeded, 3 failed, 9 waiting`. */
export const countsInWords = (counts: Partial<StatusCounts>): string =>
  barOrder
    .flatMap((status) => ((counts[status] ?? 0) === 0 ? [] : [`${counts[status] ?? 0} ${targetWords[status].toLowerCase()}`]))
    .join(', ') || 'no targets';

export function StatusBar({ counts, label }: { readonly counts: Partial<StatusCounts>; readonly label: string }) {
  return (
    <span className="status-bar" role="img" aria-label={`${label}: ${countsInWords(counts)}`} title={countsInWords(counts)}>
      {barOrder.map((status) => {
        const count = counts[status] ?? 0;
        return count === 0 ? null : <span key={status} className={`stretch ${statusSlug(status)}`} style={{ flexGrow: count }} />;
      })}
    </span>
  );
}
