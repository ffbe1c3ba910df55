/** What an owed log entry may become: it loses detail, or counts more decisions; nothing else of it changes. */
import { isDeepStrictEqual } from 'node:util';
import type { LogEntry } from '../../core/ledger/log-entry.ts';

/** Whether `after` is the entry `before`, perhaps with less detail. */
export function lostOnlyDetail(before: LogEntry, after: LogEntry): boolean {
  if (before.decisions !== undefined) return countsNoLess(before, after);
  return (
    isDeepStrictEqual(withoutDetail(before), withoutDetail(after)) &&
    isAbout(before) === isAbout(after) &&
    listsNoOther(before, after) &&
    (after.reason === before.reason || (after.reason.endsWith('…') && before.reason.startsWith(after.reason.slice(0, -1))))
  );
}

const withoutDetail = (entry: LogEntry): object => ({ ...entry, targets: undefined, unlisted: undefined, reason: undefined });

/** Number of targets that it is about. */
const isAbout = ({ targets = [], unlisted = 0 }: LogEntry): number =>
  targets.reduce((sum, [from, to]) => sum + to - from + 1, unlisted);

const listsNoOther = (before: LogEntry, after: LogEntry): boolean => {
  const listed = new Set((before.targets ?? []).map(String));
  return (after.targets ?? []).every((range) => listed.has(String(range)));
};

const countsNoLess = (before: LogEntry, after: LogEntry): boolean =>
  before.seq === after.seq &&
  after.action === 'summarised' &&
  Object.entries(before.decisions ?? {}).every(([action, count]) => (after.decisions?.[action] ?? 0) >= count);
