/** What is selected, and which commands fit it. */
import { countStatuses, type TargetStatus } from '../../../core/fleet.ts';
import type { TargetView } from '../../../contracts/http/fleet.ts';
import {
  approval,
  askedOfRows,
  askedWithoutRows,
  commandsFor,
  isAllThatFailed,
  mostNamed,
} from '../../../web/targets/selected-commands.ts';
import { nothingSelected, selectAmong, toggleAll, toggleOne, toggleRange } from '../../../web/targets/selection.ts';

const shown = [10, 20, 30, 40];
const of = (...ordinals: number[]) => ({ selected: new Set(ordinals), anchor: undefined });

test('a range becomes as the row is that was toggled before', () => {
  const first = toggleOne(nothingSelected, 20);
  const range = toggleRange(first, shown, 40);
  expect([...range.selected]).toEqual([20, 30, 40]);
  const less = toggleRange(toggleOne(range, 40), shown, 20);
  expect([...less.selected]).toEqual([]);
  expect([...toggleRange(of(), shown, 30).selected]).toEqual([30]);
});

test('all that are shown are selected, or none; what is not shown stays', () => {
  expect([...toggleAll(of(5, 20), shown).selected]).toEqual([5, 20, 10, 30, 40]);
  expect([...toggleAll(of(5, ...shown), shown).selected]).toEqual([5]);
  expect([...selectAmong(of(5, 20), shown, [30]).selected]).toEqual([5, 30]);
});

const all = ['retry', 'skip_targets', 'fail_targets', 'cancel_targets', 'approve'] as const;
const statuses: TargetStatus[] = ['PENDING', 'FAILED', 'RUNNING', 'SUCCEEDED', 'LOST', 'PENDING'];
const labels = (selected: number[], actions: readonly (typeof all)[number][] = all): string[] =>
  commandsFor({ actions: [...actions], selected: new Set(selected), statuses, waiting: [5] }).map(({ label }) => label);

test.each<[number[], string[]]>([
  [[], []],
  [[3], []],
  [[1, 4], ['Retry 2']],
  [[0], ['Skip 1', 'Cancel 1']],
  [[5], ['Approve 1', 'Skip 1', 'Cancel 1']],
  [
    [0, 1, 2, 3, 5, 99],
    ['Retry 1', 'Approve 1', 'Skip 2', 'Fail 1', 'Cancel 3'],
  ],
])('commands that fit %j', (selected, expected) => {
  expect(labels(selected)).toEqual(expected);
});

test('what the fleet does not allow is not offered', () => {
  expect(labels([0, 1, 2], ['fail_targets'])).toEqual(['Fail 1']);
});

test('more targets than a command names are refused, but all that failed need no names', () => {
  const many = Array.from({ length: mostNamed + 1 }, (): TargetStatus => 'FAILED');
  const ordinals = [...many.keys()];
  const asked = { actions: ['retry' as const], selected: new Set(ordinals), waiting: [] };
  const [all] = commandsFor({ ...asked, statuses: many });
  expect([all?.label, all?.tooMany]).toEqual(['Retry 1,001', undefined]);
  const [some] = commandsFor({ ...asked, statuses: [...many, 'FAILED'] });
  expect(some?.tooMany).toMatch(/^At most 1,000 targets at once/);
  expect(countStatuses(many).FAILED).toBe(mostNamed + 1);
});

test('a retry of all that failed, or of a whole group of failures, names no targets', () => {
  const command = { kind: 'retry', ordinals: [1, 4], label: '', tooMany: undefined } as const;
  expect(isAllThatFailed([1, 4], statuses)).toBe(true);
  expect(isAllThatFailed([1], statuses)).toBe(false);
  expect(askedWithoutRows(command, { statuses })).toEqual({ kind: 'retry' });
  expect(askedWithoutRows({ ...command, ordinals: [1] }, { statuses })).toBeUndefined();
  const failureGroup = { signature: '0123456789abcdef', count: 1, headline: 'exit code 1' };
  expect(askedWithoutRows({ ...command, ordinals: [1] }, { statuses, failureGroup })).toEqual({ kind: 'retry', failureGroup });
  expect(askedWithoutRows({ ...command, kind: 'skip-targets' }, { statuses })).toBeUndefined();
});

const hash = 'f'.repeat(64);
const row = (path: string, waits: 'question' | 'gate' | 'review' | null): TargetView =>
  ({
    path,
    waiting: waits && { for: waits, since: '2026-01-01T00:00:00Z', question: null },
    change: { hash, files: 1, added: 1, removed: 0, bytes: 9, cut: false },
  }) as TargetView;

test('an approval names what was looked at, and no target that asks a question', () => {
  expect(askedOfRows('approve', [row('a', 'review'), row('b', 'gate'), row('c', 'question')])).toEqual({
    ...{ kind: 'approve', targets: ['a', 'b'], hashes: { a: hash } },
  });
  expect(approval([row('b', 'gate')])).toEqual({ kind: 'approve', targets: ['b'] });
  expect(askedOfRows('approve', [row('c', null)])).toBeUndefined();
  expect(askedOfRows('skip-targets', [row('a', null)])).toEqual({ kind: 'skip-targets', targets: ['a'] });
  expect(askedOfRows('retry', [])).toBeUndefined();
});
