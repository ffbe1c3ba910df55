import fc from 'fast-check';
import { countStatuses } from '../../../core/fleet.ts';
import type { LogEntry } from '../../../core/ledger/log-entry.ts';
import { addEntry, logBounds, withinBounds } from '../../../core/ledger/owed-log.ts';
import { rangesOf } from '../../../core/ledger/ordinals.ts';
import { trims } from '../../../core/ledger/trim.ts';
import { fleetOf } from '../fleet-world.ts';
import { lostOnlyDetail } from '../../simulation/log-detail.ts';

type NewEntry = Omit<LogEntry, 'seq'>;

const counts = countStatuses(['PENDING']);
const everySecond = (count: number): NonNullable<LogEntry['targets']> => rangesOf(Array.from({ length: count }, (_, n) => 2 * n));
const entryOf = (more: Partial<NewEntry> = {}): NewEntry => ({
  at: 1_000,
  actor: { kind: 'system' },
  action: 'launched',
  reason: 'Launched.',
  counts,
  ...more,
});

/** Adds entries with the numbers from 1 on. */
function added(...entries: readonly NewEntry[]): LogEntry[] {
  const owed: LogEntry[] = [];
  let seq = 0;
  for (const entry of entries) addEntry(owed, entry, () => (seq += 1));
  return owed;
}

const bytesOf = (owed: readonly LogEntry[]): number =>
  owed.reduce((sum, { targets, reason }) => sum + (targets ? JSON.stringify(targets).length : 0) + Buffer.byteLength(reason), 0);

test('an entry lists its first targets, as far as they fit, and counts the others', () => {
  const [all] = added(entryOf({ targets: everySecond(10) }));
  expect(all).toEqual({ ...entryOf({ targets: everySecond(10) }), seq: 1 });
  const [some] = added(entryOf({ targets: everySecond(5_000) }));
  const listed = some?.targets ?? [];
  expect(JSON.stringify(listed).length).toBeLessThanOrEqual(logBounds.ranges);
  expect(listed).toEqual(everySecond(5_000).slice(0, listed.length));
  expect(listed.length).toBeGreaterThan(150);
  expect(some?.unlisted).toBe(5_000 - listed.length);
});

test('the oldest entries lose their targets first, then the ends of their texts', () => {
  const long = 'x'.repeat(1_500);
  const owed = added(...Array.from({ length: 10 }, () => entryOf({ targets: everySecond(200), reason: long.slice(700) })));
  const bounded = withinBounds(owed);
  expect(bytesOf(bounded)).toBeLessThanOrEqual(logBounds.detail);
  expect(bounded.at(-1)).toBe(owed.at(-1));
  expect(bounded[0]).toEqual({ ...entryOf({ reason: long.slice(700) }), seq: 1, unlisted: 200 });
  const texts = withinBounds(added(...Array.from({ length: 20 }, () => entryOf({ targets: [[3, 4]], reason: long }))));
  expect(bytesOf(texts)).toBeLessThanOrEqual(logBounds.detail);
  expect(texts[0]).toEqual({ ...entryOf({ reason: `${'x'.repeat(79)}…` }), seq: 1, unlisted: 2 });
  expect(texts.at(-1)?.reason).toBe(long);
  const sentences = withinBounds(added(...Array.from({ length: 20 }, () => entryOf({ reason: long }))));
  expect(sentences[0]).toEqual({ ...entryOf({ reason: `${'x'.repeat(79)}…` }), seq: 1 });
});

test('entries of older code, which listed all targets, come within the bound too', () => {
  const old = Array.from({ length: 3 }, (_, n): LogEntry => ({
    ...entryOf({ targets: everySecond(5_000), unlisted: 1 }),
    seq: n + 1,
  }));
  const bounded = withinBounds(old);
  expect(bytesOf(bounded)).toBeLessThanOrEqual(logBounds.detail);
  expect(bounded.every((entry, index) => lostOnlyDetail(old[index] ?? entry, entry))).toBe(true);
  expect((bounded[0]?.targets ?? []).length + (bounded[0]?.unlisted ?? 0)).toBe(5_001);
});

test('decisions that find the list full are counted in its last entry', () => {
  const owed = added(
    ...Array.from({ length: logBounds.entries }, () => entryOf()),
    entryOf({ action: 'settled', at: 5 }),
    entryOf({ at: 6 }),
    entryOf({ action: 'settled', at: 7 }),
  );
  expect(owed).toHaveLength(logBounds.entries + 1);
  expect(owed.at(-1)).toEqual({
    seq: logBounds.entries + 1,
    at: 7,
    actor: { kind: 'system' },
    action: 'summarised',
    decisions: { settled: 2, launched: 1 },
    reason: 'Decisions without an entry of their own, because the log could not be written: settled 2, launched 1.',
    counts,
  });
});

test('however many decisions are owed: they stay within bounds, in order, and lose nothing but detail', () => {
  const decision = fc.record({
    action: fc.constantFrom('launched', 'settled', 'edited'),
    targets: fc.option(fc.uniqueArray(fc.nat(9_999), { minLength: 1, maxLength: 300 }), { nil: undefined }),
    reason: fc.string({ maxLength: 1_000, unit: 'grapheme' }),
  });
  fc.assert(
    fc.property(fc.array(fc.array(decision, { maxLength: 40 }), { maxLength: 12 }), (turns) => {
      let owed: LogEntry[] = [];
      let [seq, decided] = [0, 0];
      for (const turn of turns) {
        const before = owed;
        owed = [...owed];
        for (const { targets, ...entry } of turn) {
          const about = targets === undefined ? {} : { targets: rangesOf(targets) };
          addEntry(owed, { ...entryOf(), ...entry, ...about }, () => (seq += 1));
          decided += 1;
        }
        owed = withinBounds(owed);
        expect(before.every((entry, index) => lostOnlyDetail(entry, owed[index] ?? { ...entry, seq: 0 }))).toBe(true);
      }
      expect(owed.map((entry) => entry.seq)).toEqual(Array.from({ length: seq }, (_, n) => n + 1));
      const counted = Object.values(owed.at(-1)?.decisions ?? {}).reduce((sum, each) => sum + each, 0);
      expect(counted === 0 ? owed.length : owed.length - 1 + counted).toBe(decided);
      expect(bytesOf(owed)).toBeLessThanOrEqual(Math.max(logBounds.detail, owed.length * logBounds.text * 3));
    }),
    { numRuns: 60 },
  );
});

test('a trim takes targets, texts and told messages, and nothing else', () => {
  const ledger = {
    ...fleetOf(2),
    owedLog: [{ ...entryOf({ targets: [[0, 1]], reason: 'y'.repeat(200) }), seq: 1 }],
    verdicts: [true, false].map(
      (owed) => ({ commandId: String(owed), result: 'refused', code: 'X', message: 'm', owed }) as const,
    ),
  };
  const [targets, texts, messages] = trims.map((trim) => trim(ledger));
  const [entry] = ledger.owedLog;
  expect(targets).toEqual({ ...ledger, owedLog: [{ ...entryOf({ reason: 'y'.repeat(200) }), seq: 1, unlisted: 2 }] });
  expect(texts).toEqual({ ...ledger, owedLog: [{ ...entry, reason: `${'y'.repeat(79)}…` }] });
  expect(messages).toEqual({ ...ledger, verdicts: [ledger.verdicts[0], { ...ledger.verdicts[1], message: null }] });
});
