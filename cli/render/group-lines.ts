import type { GroupView } from '../../contracts/fleet.ts';
import { unfinishedStatuses } from './target-marks.ts';
import type { Style, View } from './view.ts';

const marks: Record<GroupView['status'], readonly [string, Style]> = {
  SUCCEEDED: ['✓', 'good'],
  PARTIAL: ['✗', 'bad'],
  FAILED: ['✗', 'bad'],
  CANCELLED: ['-', 'faint'],
  SKIPPED: ['-', 'faint'],
  RUNNING: ['~', 'busy'],
  PENDING: ['·', 'faint'],
};

/** The groups as a checklist, nested ones indented; a fleet with one group only needs none. */
export function groupLines(groups: readonly GroupView[], view: View): string[] {
  const only = groups.length === 1 && groups[0]?.groups.length === 0;
  if (only) return [];
  const flat = groups.flatMap((group) => flatten(group, 1));
  const width = Math.max(0, ...flat.map(({ text }) => text.length));
  return flat.map(({ text, group }) => {
    const [mark, style] = marks[group.status];
    return `${text.padEnd(width).replace('?', view.paint(style, mark))}  ${tally(group)}`.trimEnd();
  });
}

const flatten = (group: GroupView, depth: number): { text: string; group: GroupView }[] => [
  { text: `${'  '.repeat(depth)}? ${group.path}`, group },
  ...group.groups.flatMap((child) => flatten(child, depth + 1)),
];

function tally({ counts, from, to }: GroupView): string {
  const total = to - from + 1;
  const unfinished = unfinishedStatuses.reduce((sum, status) => sum + counts[status], 0);
  const parts = [
    ...(counts.FAILED + counts.LOST > 0 ? [`${counts.FAILED + counts.LOST} failed`] : []),
    ...(counts.RUNNING > 0 ? [`${counts.RUNNING} running`] : []),
  ];
  return `${total - unfinished}/${total}   ${parts.join(' · ')}`;
}
