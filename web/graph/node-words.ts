/** What the boxes and frames of a graph say. */
import type { GraphView } from '../../contracts/http/graph.ts';
import type { TargetStatus } from '../../core/fleet.ts';
import { textOfName, timeOf } from '../../core/picture/labels.ts';
import { markOfStatus } from '../../core/picture/status-marks.ts';
import { shorten } from '../../core/text/shorten.ts';
import { targetWords } from '../words/status-words.ts';

export type Node = GraphView['nodes'][number];
export type Group = GraphView['groups'][number];

/** Characters of a name that a box shows; its title has the whole path. */
const longestName = 15;
/** Units of the picture that a character of a title takes. */
const character = 7;

/** Example: `✓ analyze-struct…`. */
export const nameInBox = ({ id, status }: Pick<Node, 'id' | 'status'>): string =>
  `${markOfStatus(status)} ${shorten(textOfName(id), longestName)}`.trimStart();

/** Example: `count-lines`; of a title as much as its frame is wide. */
export const titleInFrame = (path: string, width: number): string =>
  shorten(textOfName(path.slice(path.lastIndexOf('/') + 1)), Math.max(4, Math.floor((width - 20) / character)));

export const tookOf = (
  { status, started_at, duration_s }: Pick<Node, 'status' | 'started_at' | 'duration_s'>,
  now: number,
): string =>
  timeOf(status, { name: '', startedAt: started_at === null ? null : Date.parse(started_at), durationS: duration_s }, now);

/** Example: `payments/api: Blocked, because payments/db has failed`. */
export function aboutNode(node: Node, now: number): string {
  const took = tookOf(node, now);
  const cause = node.blocked_by;
  return [
    `${textOfName(node.path)}: ${targetWords[node.status]}`,
    ...(cause === null ? [] : [`because of ${textOfName(cause.path)} (${targetWords[cause.status].toLowerCase()})`]),
    ...(took === '' ? [] : [took]),
  ].join(', ');
}

/** Of the whole group in a colour: that of the target statuses with the same outcome. */
export function statusOfGroup({ status, counts }: Pick<Group, 'status' | 'counts'>): TargetStatus {
  if (status !== 'PARTIAL') return status;
  return counts.FAILED + counts.LOST > 0 ? 'FAILED' : 'BLOCKED';
}

/** Example: `12/40`: so many have succeeded. */
export const countsOf = ({ counts, from, to }: Pick<Group, 'counts' | 'from' | 'to'>): string =>
  `${counts.SUCCEEDED}/${to - from}`;
