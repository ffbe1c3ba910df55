/** What the borders, marks and arrows of a graph mean. */
import { markOfStatus } from '../../core/picture/status-marks.ts';
import { barOrder, statusSlug, targetWords } from '../words/status-words.ts';

export function GraphLegend({ hasOptional }: { readonly hasOptional: boolean }) {
  return (
    <ul className="graph-legend" aria-label="What the borders mean">
      {barOrder.map((status) => (
        <li key={status}>
          <span
            aria-hidden="true"
            className={`graph-sample ${status === 'PENDING' ? 'graph-sample-dashed' : ''}`}
            style={{ borderColor: `var(--status-${statusSlug(status)})` }}
          >
            {markOfStatus(status)}
          </span>
          {targetWords[status]}
        </li>
      ))}
      {hasOptional && <li>dotted arrow: it is waited for until it has ended, however it ended</li>}
    </ul>
  );
}
