/** Times, money, titles and failures in words. */
import type { FleetSummary } from '../../contracts/fleet-records.ts';
import { crumbsOf, pageTitle } from '../../web/app/page-title.ts';
import { agentRows } from '../../web/settings/me-rows.ts';
import { agoWords } from '../../web/words/ago.ts';
import { failureTitle } from '../../web/api/failure-words.ts';
import { costWords } from '../../web/words/money.ts';
import { fleetWord } from '../../web/words/status-words.ts';
import { progressWords, waitWords } from '../../web/words/summary-words.ts';

const at = '2026-01-01T00:00:00.000Z';
test.each([
  [0, 'just now'],
  [4_999, 'just now'],
  [5_000, '5s ago'],
  [59_999, '59s ago'],
  [60_000, '1m ago'],
  [3_599_999, '59m ago'],
  [7_200_000, '2h ago'],
  [86_400_000 * 3, '3d ago'],
  // A clock that is behind.
  [-10_000, 'just now'],
])('%i ms later it is %s', (ms, words) => {
  expect(agoWords(at, Date.parse(at) + ms)).toBe(words);
});

test.each([
  [2, 0, '$2.00'],
  [2, 1, '$2.00 + 1 unknown'],
  [0, 0, '$0.00'],
  [0, 3, 'unknown'],
])('%d known and %d unknown cost %s', (known_usd, unknown_count, words) => {
  expect(costWords({ known_usd, unknown_count })).toBe(words);
});

test.each([
  [{ SUCCEEDED: 6, FAILED: 3, PENDING: 12 }, 21, '9 of 21 · 3 failed'],
  [{ PENDING: 10_000 }, 10_000, '0 of 10,000'],
  [{ LOST: 1, SKIPPED: 1, AWAITING_INPUT: 2 }, 4, '2 of 4 · 1 lost · 2 need input'],
])('%j of %i is %s', (counts, total, words) => {
  expect(progressWords({ counts, total })).toBe(words);
});

const reason = (message: string): FleetSummary['reason'] => ({ code: 'threshold', message, since: null });
test.each([
  ['it waits for nobody', { waits_for_person: false, reason: reason('running') }, undefined],
  ['it runs, and a target waits', { waits_for_person: true, reason: null }, 'Some targets wait for a person.'],
  ['it waits', { waits_for_person: true, reason: reason('failure \u001B[31mthreshold\n1 of 2') }, 'Failure threshold 1 of 2'],
])('what a fleet waits for: %s', (_, fleet, words) => {
  expect(waitWords(fleet)).toBe(words);
});

test('a status that a newer service knows is shown as it is', () => {
  expect(fleetWord('PAUSED')).toBe('Paused');
  expect(fleetWord('ASLEEP')).toBe('asleep');
});

test.each([
  ['not-found', 'There is no such fleet'],
  ['forbidden', "This is somebody else's fleet"],
  ['signed-out', 'You are signed out'],
  ['newer-server', 'The page is older than the service: reload it'],
  ['passing', 'Could not read the fleet'],
  ['refused', 'Could not read the fleet'],
] as const)('%s: %s', (kind, title) => {
  expect(failureTitle(kind, 'the fleet')).toBe(title);
});

test.each([
  ['/inbox', ['Inbox']],
  ['/fleets/01AB', ['Fleets', 'Migrate to slog']],
  ['/repos/acme/pay', ['Repositories', 'acme/pay']],
  ['/nowhere', []],
  ['/fleetsandmore', []],
])('the way to %s', (path, way) => {
  expect(crumbsOf(path, 'Migrate to slog').map(({ text }) => text)).toEqual(way);
});

test('the title has the number of fleets that wait, and the name of the screen', () => {
  expect(pageTitle(crumbsOf('/fleets/01AB', 'Migrate to slog'), 2)).toBe('(2) Migrate to slog · bgagent');
  expect(pageTitle(crumbsOf('/fleets/01AB', undefined), 0)).toBe('01AB · bgagent');
  expect(pageTitle(crumbsOf('/nowhere', undefined), 0)).toBe('No such page · bgagent');
});

test.each([
  [null, [{ name: 'Agents', value: 'Not known here: the worker that takes a task has them.' }]],
  [{}, [{ name: 'Agents', value: 'None is set up. Name one in worker.yaml.' }]],
  [
    { claude: ['opus', 'sonnet'], codex: null, mine: [] },
    [
      { name: 'claude', value: 'opus, sonnet' },
      { name: 'codex', value: 'any model' },
      { name: 'mine', value: 'takes no model' },
    ],
  ],
])('agents %j', (agents, rows) => {
  expect(agentRows({ agents })).toEqual(rows);
});
