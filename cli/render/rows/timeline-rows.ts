/** The columns of `fleet timeline`. */
import { formatDuration } from '../../../core/text/duration.ts';
import type { TimelineView } from '../../../contracts/http/timeline.ts';
import type { View } from '../view.ts';
import type { Rows } from './rows.ts';

type Row = TimelineView['attempts'][number];

export const timelineRows: Rows<Row> = {
  columns: [
    { title: 'TARGET', cut: 'start', value: ({ path }) => path },
    { title: 'TRY', value: ({ attempt }) => String(attempt) },
    { title: 'STEP', value: ({ step }) => step ?? '-' },
    { title: 'WHY', value: ({ trigger }) => trigger },
    { title: 'BEGAN', value: ({ started_at }) => started_at.slice(0, 19).replace('T', ' ') },
    { title: 'TOOK', value: tookOf },
    { title: 'STATUS', value: ({ status }) => status },
    { title: 'ORDINAL', value: ({ ordinal }) => String(ordinal), wide: true },
    { title: 'ENDED', value: ({ finished_at }) => finished_at ?? '-', wide: true },
  ],
  name: ({ path }) => path,
  none: 'No attempt has begun yet.',
};

/** Of an attempt that goes on: until now. */
function tookOf({ started_at, finished_at }: Row, { now }: View): string {
  const end = finished_at === null ? now : Date.parse(finished_at);
  return `${formatDuration(end - Date.parse(started_at))}${finished_at === null ? ' so far' : ''}`;
}
