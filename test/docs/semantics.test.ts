/** The tables of docs/semantics.md that the code has as data too: they say the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { durationsSchema } from '../../contracts/durations.ts';
import { limits } from '../../contracts/limits.ts';
import { ruleFor } from '../../core/commands/command-rules.ts';
import { targetCommandKinds, type Command } from '../../core/command.ts';
import { failureClasses } from '../../core/failure.ts';
import { fleetStatuses, holdsSlot, isTerminalTarget, targetMoves, targetStatuses } from '../../core/fleet.ts';
import { logActions } from '../../core/ledger/log-entry.ts';
import { maxAttempts, maxAttemptsWithSteps } from '../../core/ledger/ledger-record.ts';

const document = readFileSync(join(import.meta.dirname, '../../docs/semantics.md'), 'utf8');

/** The rows of the first table after a heading, cell by cell, without its head. */
function tableAfter(heading: string): string[][] {
  const rest = document.slice(document.indexOf(`${heading}\n`));
  const rows = /(?:^\|.*\n)+/m.exec(rest)?.[0].trimEnd().split('\n') ?? [];
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const words = (cell: string | undefined): string[] => [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);

test('statuses, with slots and ends', () => {
  const rows = tableAfter('## 1. Target status').map(([status, , slot, terminal]) => [words(status)[0], slot, terminal]);
  const yes = (is: boolean): string => (is ? 'yes' : '');
  expect(rows).toEqual(targetStatuses.map((status) => [status, yes(holdsSlot(status)), yes(isTerminalTarget(status))]));
  expect(tableAfter('## 2. Fleet and group status').map(([status]) => words(status)[0])).toEqual(fleetStatuses);
});

test('the table of moves', () => {
  const moves: unknown = Object.fromEntries(tableAfter('### Moves').map(([from, to]) => [words(from)[0], words(to)]));
  expect(moves).toEqual(targetMoves);
});

test('the table of commands', () => {
  const asked = { id: '', actorId: '', reason: null, at: 0, generation: 1, expectRevision: null };
  const reviewed = [...targetCommandKinds, 'answer', 'approve', 'reject', 'steer'] as const;
  const commands: Command[] = [
    { ...asked, kind: 'pause' },
    { ...asked, kind: 'continue', skipRemaining: false, seenFailed: 0 },
    { ...asked, kind: 'continue', skipRemaining: true, seenFailed: 0 },
    { ...asked, kind: 'abort' },
    { ...asked, kind: 'cancel' },
    { ...asked, kind: 'retry', only: null, targets: null, resetBlocked: true },
    { ...asked, kind: 'edit', changes: {} },
    ...reviewed.map((kind): Command => ({ ...asked, kind, targets: [] })),
  ];
  const rows = fleetStatuses.map((status) => [`\`${status}\``, ...commands.map((command) => ruleFor(status, command))]);
  expect(tableAfter('## 5. Commands')).toEqual(rows);
});

test('failure classes and actions of the log', () => {
  const sentence = /`class` is one of .*/.exec(document)?.[0];
  expect(words(sentence).slice(1)).toEqual(failureClasses);
  expect(
    tableAfter('## 13. Decision log')
      .flatMap(([actions]) => words(actions))
      .sort(),
  ).toEqual([...logActions].sort());
});

test('limits', () => {
  const number = (n: number): string => n.toLocaleString('en-US');
  const cells = new Map(tableAfter('## 15. Limits').map(([name = '', limit = '']) => [name.replaceAll('`', ''), limit]));
  expect(cells.get('targets')).toBe(`1 to ${number(limits.targets)}`);
  expect(cells.get('groups')).toBe(`${limits.groups}, nested ${limits.groupDepth} deep`);
  expect(cells.get('attempts at a target')).toBe(`${maxAttempts}, and ${maxAttemptsWithSteps} with steps`);
  expect(cells.get('title')).toBe(`${limits.title} characters`);
  expect(cells.get('problems told in one answer')).toBe(`${limits.problems}`);
});

test('durations with their defaults', () => {
  const rows = tableAfter('## 17. Durations').map(([name, value = '']) => [words(name)[0], Number(value.replaceAll(',', ''))]);
  expect(Object.fromEntries(rows)).toEqual(durationsSchema.parse({}));
});
