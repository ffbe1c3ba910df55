import { countStatuses, targetStatuses, type TargetStatus } from '../../../core/fleet.ts';
import { aggregateStatus } from '../../../core/ledger/aggregate.ts';
import { markOfGroup, markOfStatus, toneOfMark, toneOfStatus } from '../../../core/picture/status-marks.ts';

test('a mark has the tone of its status', () => {
  for (const status of targetStatuses) expect(toneOfMark[markOfStatus(status)]).toBe(toneOfStatus(status));
});

test.each<[string, TargetStatus[]]>([
  ['✓', ['SUCCEEDED', 'SUCCEEDED']],
  ['✗', ['SUCCEEDED', 'CANCELLED']],
  ['✗', ['FAILED', 'FAILED']],
  ['✗', ['BLOCKED', 'SKIPPED']],
  ['✗', ['CANCELLED', 'BLOCKED']],
  ['✗', ['FAILED', 'PENDING']],
  ['~', ['FAILED', 'RUNNING']],
  ['~', ['SUCCEEDED', 'PENDING']],
  ['-', ['CANCELLED', 'SKIPPED']],
  ['-', ['SKIPPED', 'SKIPPED']],
  [' ', ['PENDING', 'PENDING']],
])('%j is the mark of a group of %j', (mark, statuses) => {
  const counts = countStatuses(statuses);
  expect(markOfGroup(aggregateStatus(counts), counts)).toBe(mark);
});
