/** In which order changes are shown, and what became of them since a person looked. */
import type { ChangeGroupView } from '../../contracts/http/groups.ts';
import { shortHash } from './change-words.ts';

type Counted = Pick<ChangeGroupView, 'hash' | 'count' | 'waiting'>;

/** Those that wait for a review come first; else the order stays, in which the largest is first. */
export const orderGroups = <T extends Counted>(groups: readonly T[]): T[] => [
  ...groups.filter(({ waiting }) => waiting > 0),
  ...groups.filter(({ waiting }) => waiting === 0),
];

/** What a person saw: by hash, how many targets had the change and waited. */
export type Seen = ReadonlyMap<string, Pick<Counted, 'count' | 'waiting'>>;

export const seenOf = (groups: readonly Counted[]): Seen => new Map(groups.map((group) => [group.hash, group]));

/** What a person has seen once more targets came to a change; the same object where none did. */
export function seenMore(seen: Seen, groups: readonly Counted[]): Seen {
  const more = groups.filter(({ hash, count, waiting }) => {
    const before = seen.get(hash);
    return before === undefined || count > before.count || waiting > before.waiting;
  });
  if (more.length === 0) return seen;
  const raised = new Map(seen);
  for (const { hash, count, waiting } of more) {
    const before = seen.get(hash);
    raised.set(hash, { count: Math.max(count, before?.count ?? 0), waiting: Math.max(waiting, before?.waiting ?? 0) });
  }
  return raised;
}

/**
 * A sentence for each change that fewer targets have, or with which fewer wait: somebody decided, or a target moved on. That others come is
 * no news while a fleet works. Example: `2 of 9 targets no longer wait for a review with the change 45363c50.`
 */
export function sinceSeen(seen: Seen, groups: readonly Counted[]): string[] {
  const now = seenOf(groups);
  return [...seen].flatMap(([hash, before]) => {
    const { count, waiting } = now.get(hash) ?? { count: 0, waiting: 0 };
    const name = shortHash(hash);
    const of = (left: number, all: number): string => (left === all ? `${all}` : `${left} of ${all}`);
    const lines: string[] = [];
    if (count < before.count) {
      const gone = before.count - count;
      lines.push(
        `${of(gone, before.count)} ${before.count === 1 ? 'target' : 'targets'} with the change ${name} ${gone === 1 ? 'has' : 'have'} another one now.`,
      );
    }
    const decided = before.waiting - waiting - (before.count - Math.min(count, before.count));
    if (decided > 0) {
      lines.push(
        `${of(decided, before.waiting)} ${before.waiting === 1 ? 'target' : 'targets'} with the change ${name} no longer ${decided === 1 ? 'waits' : 'wait'} for a review.`,
      );
    }
    return lines;
  });
}
