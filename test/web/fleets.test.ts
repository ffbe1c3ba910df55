/** The list of fleets, the inbox, and what is told of fleets. */
import type { FleetSummary } from '../../contracts/fleet-records.ts';
import { newsOf } from '../../web/frame/fleet-news.ts';
import { hasWords, isFiltered, labelsOf, queryOf, wordsOf, type FleetFilter } from '../../web/fleets/fleet-filter.ts';
import { ofWhom, waitsSince } from '../../web/inbox/inbox-rows.ts';

const none: FleetFilter = { status: null, owner: null, team: null, label: null, since: null };
const now = Date.parse('2026-03-31T15:20:00.000Z');

test.each<[string, Partial<FleetFilter>, object]>([
  ['nothing: 30 days', {}, { created_after: '2026-03-01T00:00:00.000Z' }],
  ['all time', { since: 'all' }, {}],
  ['a week', { since: '7d' }, { created_after: '2026-03-24T00:00:00.000Z' }],
  ['no time at all', { since: '0d' }, {}],
  ['statuses, one of which the API will refuse', { since: 'all', status: 'paused,,foo' }, { status: 'PAUSED,FOO' }],
  ['a team', { since: 'all', team: 'payments' }, { team: 'payments' }],
  ['an owner and a label', { since: 'all', owner: 'ann', label: 'team=pay' }, { owner: 'ann', label: 'team=pay' }],
])('what the API is asked for: %s', (_, filter, query) => {
  expect(queryOf({ ...none, ...filter }, now)).toEqual(query);
});

test('the same list is asked for all day', () => {
  expect(queryOf(none, now)).toEqual(queryOf(none, now + 8 * 3_600_000));
  expect(queryOf(none, now)).not.toEqual(queryOf(none, now + 9 * 3_600_000));
});

const fleet: FleetSummary = {
  fleet_id: '01M8A4E9TCNXJ2HBAKTA1WH0FD',
  title: 'Migrate to slog',
  owner: 'ann',
  teams: ['payments'],
  status: 'RUNNING',
  reason: null,
  generation: 1,
  workflow_ref: 'coding/new-task-v1',
  labels: { team: 'pay', wave: '2' },
  created_at: '2026-03-30T00:00:00.000Z',
  finished_at: null,
  total: 2,
  counts: { SUCCEEDED: 1, PENDING: 1 },
  known_usd: 0,
  unknown_cost_count: 0,
  waits_for_person: false,
  revision: 1,
  updated_at: null,
};

test.each([
  ['', true],
  ['SLOG migrate', true],
  ['team=pay', true],
  ['01m8a4e9', true],
  ['ann slog', true],
  ['payments', true],
  ['slog bob', false],
])('the words "%s" are in the row: %s', (text, isThere) => {
  expect(hasWords(fleet, text)).toBe(isThere);
});

test('labels and words of the address', () => {
  expect(labelsOf(fleet.labels)).toEqual(['team=pay', 'wave=2']);
  expect(wordsOf(null)).toEqual([]);
  expect(wordsOf('a,b')).toEqual(['a', 'b']);
  expect(isFiltered(none, '')).toBe(false);
  expect(isFiltered(none, 'x')).toBe(true);
  expect(isFiltered({ ...none, since: '7d' }, '')).toBe(true);
  expect(isFiltered({ ...none, team: 'a' }, '')).toBe(true);
  expect(isFiltered({ ...none, label: 'a=b' }, '')).toBe(true);
});

test('the inbox has the fleets of a person, and for operators those of everybody', () => {
  const others = { ...fleet, owner: 'bob' };
  expect(ofWhom([fleet, others], 'mine', 'ann')).toEqual([fleet]);
  expect(ofWhom([fleet, others], 'everybody', 'ann')).toEqual([fleet, others]);
  expect(ofWhom([fleet, others], 'mine', undefined)).toEqual([]);
  expect(waitsSince(fleet)).toBeUndefined();
  expect(waitsSince({ reason: { code: 'user', message: '', since: '2026-03-30T00:00:00.000Z' } })).toBe(
    '2026-03-30T00:00:00.000Z',
  );
});

const paused = {
  ...fleet,
  status: 'PAUSED',
  waits_for_person: true,
  reason: { code: 'threshold', message: 'too much failed', since: null },
};
const ended = { ...fleet, status: 'PARTIAL', counts: { SUCCEEDED: 1, FAILED: 1 } };
const waits = { fleetId: fleet.fleet_id, title: 'Migrate to slog waits for you', body: 'Too much failed' };
const ends = { fleetId: fleet.fleet_id, title: 'Migrate to slog: Partly succeeded', body: '2 of 2 · 1 failed' };

test.each([
  ['the first read', undefined, [paused], []],
  ['nothing happened', [paused], [paused], []],
  ['it waits', [fleet], [paused], [waits]],
  ['it ended', [paused], [ended], [ends]],
  ['it goes on', [paused], [fleet], []],
  ['it was opened again and ended', [ended], [{ ...ended, generation: 2 }], [ends]],
  ['another one moved up', [], [ended], []],
  ['a status that is not known here', [fleet], [{ ...fleet, status: 'ASLEEP' }], []],
])('what is told: %s', (_, before, after, news) => {
  expect(newsOf(before, after)).toEqual(news);
});
