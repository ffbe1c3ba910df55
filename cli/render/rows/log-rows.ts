/** The columns of `fleet log`. */
import type { LogEntryView } from '../../../contracts/http/fleet.ts';
import type { Rows } from './rows.ts';

export const logRows: Rows<LogEntryView> = {
  columns: [
    { title: 'SEQ', value: ({ seq }) => String(seq) },
    { title: 'TIME', value: ({ at }) => at.slice(0, 19).replace('T', ' ') },
    { title: 'ACTION', value: ({ action }) => action },
    { title: 'BY', value: ({ actor }) => actor.id ?? actor.kind },
    { title: 'TARGETS', value: targetsOf },
    { title: 'REASON', cut: 'end', value: ({ reason }) => reason },
  ],
  name: ({ seq }) => String(seq),
  none: 'The log has no entries yet.',
};

function targetsOf({ targets, target_count: count }: LogEntryView): string {
  if (count === 0) return '-';
  const shown = targets.slice(0, 2);
  return count > shown.length ? `${shown.join(', ')} +${count - shown.length}` : shown.join(', ');
}
