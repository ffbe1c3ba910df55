/**
 * The log entries that a ledger owes, bounded in bytes however long they cannot be written. Detail is left out in a fixed order:
 * targets that one entry lists, then, from the oldest entry on, all listed targets, then the ends of texts. What is left is
 * true: an entry says how many of its targets it does not list, and a text that was cut ends with `…`.
 * Invariant: no decision is forgotten. Those that find the list full are counted in its last entry.
 * Example: a launch of 1,000 targets that lie apart → an entry that lists the first 250, with `unlisted: 750`.
 */
import { shorten } from '../text/shorten.ts';
import { utf8Bytes } from '../text/utf8-bytes.ts';
import type { LogEntry } from './log-entry.ts';

/** Bytes of the ranges of one entry; bytes of the ranges and texts of all; number of entries; length of a text that is cut. */
export const logBounds = { ranges: 2_048, detail: 16_384, entries: 150, text: 80 } as const;

type Ranges = NonNullable<LogEntry['targets']>;

const rangeBytes = ({ targets }: LogEntry): number => (targets === undefined ? 0 : JSON.stringify(targets).length);
const detailBytes = (entry: LogEntry): number => rangeBytes(entry) + utf8Bytes(entry.reason);
const countOf = (ranges: Ranges): number => ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);

/** Adds an entry; an `entry` that finds no room is counted in the last one. `nextSeq` gives a new entry its number. */
export function addEntry(owed: LogEntry[], entry: Omit<LogEntry, 'seq'>, nextSeq: () => number): void {
  const last = owed.at(-1);
  if (last === undefined || owed.length < logBounds.entries) owed.push(withBoundedRanges({ ...entry, seq: nextSeq() }));
  else if (last.decisions === undefined) owed.push({ ...counting(entry, {}), seq: nextSeq() });
  else owed[owed.length - 1] = { ...counting(entry, last.decisions), seq: last.seq };
}

/** An entry in place of those that found no room; `before` are those that it counted already, by action. */
function counting({ at, action, counts }: Omit<LogEntry, 'seq'>, before: Decisions): Omit<LogEntry, 'seq'> {
  const decisions = { ...before, [action]: (before[action] ?? 0) + 1 };
  const each = Object.entries(decisions).map(([word, count]) => `${word} ${String(count)}`);
  const reason = `Decisions without an entry of their own, because the log could not be written: ${each.join(', ')}.`;
  return { at, actor: { kind: 'system' }, action: 'summarised', decisions, reason, counts };
}

type Decisions = NonNullable<LogEntry['decisions']>;

/** The entry without the ranges beyond its bound. */
function withBoundedRanges(entry: LogEntry): LogEntry {
  const { targets } = entry;
  if (targets === undefined || rangeBytes(entry) <= logBounds.ranges) return entry;
  let bytes = 2;
  const listed = targets.filter((range) => (bytes += JSON.stringify(range).length + 1) <= logBounds.ranges);
  return { ...entry, targets: listed, unlisted: countOf(targets) - countOf(listed) + (entry.unlisted ?? 0) };
}

/** The entry without the targets that it lists. */
export function withoutTargets({ targets, ...entry }: LogEntry): LogEntry {
  return targets === undefined ? entry : { ...entry, unlisted: countOf(targets) + (entry.unlisted ?? 0) };
}

export const withShortText = (entry: LogEntry): LogEntry => ({ ...entry, reason: shorten(entry.reason, logBounds.text) });

/** The entries within the bound of all detail together: the oldest ones lose theirs first. */
export function withinBounds(owed: readonly LogEntry[]): LogEntry[] {
  let bytes = owed.reduce((sum, entry) => sum + detailBytes(entry), 0);
  const bounded = [...owed];
  for (const shorter of [withBoundedRanges, withoutTargets, withShortText]) {
    for (const [index, entry] of bounded.entries()) {
      if (bytes <= logBounds.detail) return bounded;
      const less = shorter(entry);
      const saved = detailBytes(entry) - detailBytes(less);
      if (saved > 0) bounded[index] = less;
      bytes -= saved;
    }
  }
  return bounded;
}
