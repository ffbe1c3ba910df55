/** The filter of the targets: in the address, and on the states of a fleet. */
import fc from 'fast-check';
import { failureClasses } from '../../../core/failure.ts';
import { targetStatuses } from '../../../core/fleet.ts';
import { statusLetters } from '../../../contracts/http/states.ts';
import {
  asksApi,
  everyTarget,
  fittingOrdinals,
  isEveryTarget,
  readFilter,
  statusesOf,
  writeFilter,
  type TargetFilter,
} from '../../../web/targets/target-filter.ts';
import { group } from './some-groups.ts';

const read = (query: string): TargetFilter => {
  const names = new URLSearchParams(query);
  return readFilter((name) => names.get(name));
};

test.each<[string, Partial<TargetFilter>]>([
  ['', {}],
  ['status=failed,lost', { statuses: ['FAILED', 'LOST'] }],
  ['status=FAILED,awaiting-input', { statuses: ['AWAITING_INPUT', 'FAILED'] }],
  ['status=AWAITING_INPUT', { statuses: ['AWAITING_INPUT'] }],
  ['status=merged', {}],
  ['class=agent,nonsense', { classes: ['agent'] }],
  ['group=a%2Fb&waiting=true', { group: 'a/b', waiting: true }],
  ['q=+api+', { text: 'api' }],
  ['failure_group=0123456789abcdef&change_group=00000000', { failureGroup: '0123456789abcdef', changeGroup: '00000000' }],
])('the address ?%s', (query, filter) => {
  expect(read(query)).toEqual({ ...everyTarget, ...filter });
});

test('a filter comes back from the address as it was', () => {
  const filters = fc.record({
    statuses: fc.subarray([...targetStatuses]),
    classes: fc.subarray([...failureClasses]),
    group: fc.constantFrom('', 'payments/core'),
    text: fc.constantFrom('', 'api & co'),
    waiting: fc.boolean(),
    failureGroup: fc.constantFrom('', '0123456789abcdef'),
    changeGroup: fc.constantFrom('', 'f'.repeat(64)),
  });
  fc.assert(
    fc.property(filters, (filter) => {
      const written = writeFilter(filter);
      expect(readFilter((name) => written[name] ?? null)).toEqual(filter);
      expect(isEveryTarget(filter)).toBe(Object.values(written).every((value) => value === undefined));
    }),
    { numRuns: 50 },
  );
});

test('only texts and groups of failures or changes need the API', () => {
  expect(asksApi({ ...everyTarget, statuses: ['FAILED'], group: 'a', classes: ['agent'], waiting: true })).toBe(false);
  expect(asksApi({ ...everyTarget, text: 'a' })).toBe(true);
  expect(asksApi({ ...everyTarget, failureGroup: '01234567' })).toBe(true);
  expect(asksApi({ ...everyTarget, changeGroup: '01234567' })).toBe(true);
});

const states = {
  statuses: statusesOf({ states: 'SFPRF' }),
  classes: [null, 'agent', null, null, 'network'] as const,
  waiting: [2],
  groups: [group('a', 0, 3, [group('a/b', 1, 3)]), group('c', 3, 5)],
};

test.each<[string, number[]]>([
  ['', [0, 1, 2, 3, 4]],
  ['status=failed', [1, 4]],
  ['status=failed,running', [1, 3, 4]],
  ['class=network', [4]],
  ['class=lost', []],
  ['group=a', [0, 1, 2]],
  ['group=a/b&status=failed', [1]],
  ['group=gone', []],
  ['waiting=true', [2]],
  ['waiting=true&group=c', []],
])('fits ?%s', (query, fitting) => {
  expect(fittingOrdinals(states, read(query))).toEqual(fitting);
});

test('each letter of the states is its status, and one of a newer service waits', () => {
  expect(statusesOf({ states: targetStatuses.map((status) => statusLetters[status]).join('') })).toEqual(targetStatuses);
  expect(statusesOf({ states: '?' })).toEqual(['PENDING']);
});
