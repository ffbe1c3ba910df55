/** The attempts of a timeline as a table, for those who do not see the bars. */
import Link from '@cloudscape-design/components/link';
import { textOfName } from '../../core/picture/labels.ts';
import { formatDuration } from '../../core/text/duration.ts';
import { useTargetHref } from '../parts/use-target-href.ts';
import { targetWords } from '../words/status-words.ts';
import { spanOf, type Attempt, type Lane } from './lanes-of-targets.ts';

const columns = ['Target', 'Attempt', 'Why', 'Status', 'Began', 'Ended', 'Took'] as const;

export function TimelineTable({ lanes, now }: { readonly lanes: readonly Lane[]; readonly now: number }) {
  return (
    <div className="timeline-table" role="group" aria-label="Attempts, as a table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lanes.flatMap(({ attempts }) =>
            attempts.map((attempt) => <Row key={`${attempt.path} ${attempt.attempt}`} attempt={attempt} now={now} />),
          )}
        </tbody>
      </table>
    </div>
  );
}

function Row({ attempt, now }: { readonly attempt: Attempt; readonly now: number }) {
  const hrefOf = useTargetHref();
  const { path, attempt: number, trigger, step, status, started_at, finished_at } = attempt;
  const { from, to } = spanOf(attempt, now);
  return (
    <tr>
      <td>
        <Link href={hrefOf(path)}>{textOfName(path)}</Link>
      </td>
      <td>{number}</td>
      <td>{step === null ? trigger.replaceAll('_', ' ') : `${trigger.replaceAll('_', ' ')}, step ${step}`}</td>
      <td>{targetWords[status]}</td>
      <td>{timeText(started_at)}</td>
      <td>{finished_at === null ? 'goes on' : timeText(finished_at)}</td>
      <td>{formatDuration(to - from)}</td>
    </tr>
  );
}

const timeText = (at: string): string => new Date(at).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'medium' });
